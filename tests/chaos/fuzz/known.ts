import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { createProject, createTask, recordVersion, uploadFile } from '../../helpers/sample.js';
import type { Version } from '../../../src/domain/words.js';
import type { Draw } from './draw.js';

/** Rows that are there, so that some requests get further than "no such thing". Grows with what is recorded. */
export interface Known {
  projects: string[];
  tasks: string[];
  executions: string[];
  files: string[];
  versions: string[];
  hashes: string[];
  links: string[];
  entries: string[];
  subscriptions: string[];
  users: string[];
}

export const CALLBACK_ORIGIN = 'http://127.0.0.1:9';
const SCHEMA_KEYS = ['brand.logo', 'brand.colors', 'copy.headline', 'copy.claim', 'slides.10', 'a', 'a.b'];

/** Two projects with versions in every state, files, tasks and a subscription. */
export async function makeKnown(instance: Instance): Promise<Known> {
  const [admin, agent, reviewer] = [instance.admin, instance.agent, instance.reviewer].map(({ token }) =>
    as(instance.url, token),
  );
  const known: Known = {
    ...{ projects: [], tasks: [], executions: [], files: [], versions: [], hashes: [] },
    ...{ links: [], entries: [], subscriptions: [], users: [instance.agent.id, instance.reviewer.id] },
  };
  for (let count = 0; count < 2; count += 1) {
    const project_id = String(await createProject(instance));
    known.projects.push(project_id);
    known.tasks.push(
      String(await createTask(instance, project_id)),
      String(await createTask(instance, project_id)),
    );
    for (const schema_key of SCHEMA_KEYS.slice(0, 4)) {
      for (let number = 0; number < 3; number += 1) {
        const file = await uploadFile(instance);
        known.files.push(file);
        const input = { project_id, schema_key, value: { number, deep: [1, { a: null }] }, files: [file] };
        note(
          known,
          await recordVersion(agent!, { ...input, source_task_id: known.tasks.at(-1 - (number % 2))! }),
        );
      }
    }
    const [first, second, third] = known.versions.slice(-12);
    for (const decision of [
      { version_id: first, action: 'approve' },
      { version_id: second, action: 'approve' },
      { version_id: third, action: 'reject', reason: 'No' },
    ])
      await reviewer!.post('/artifacts/decisions', decision);
    await admin!.post('/artifacts/promotions', { project_id });
    known.executions.push(
      await created(admin!.post('/items/task_executions', { task_id: known.tasks.at(-1) })),
    );
  }
  known.subscriptions.push(
    await created(admin!.post('/artifacts/subscriptions', { url: `${CALLBACK_ORIGIN}/ok` })),
  );
  const ids = (rows: { id: string }[]): string[] => rows.map(({ id }) => id);
  known.links = ids(await instance.knex('artifact_files').select('id').orderBy('id'));
  known.entries = ids(await instance.knex('artifact_approvals').select('id').orderBy('id'));
  return known;
}

/** A recorded version is known from then on. The list stays short, so that its members meet again. */
export function note(known: Known, { id, content_hash }: Pick<Version, 'id' | 'content_hash'>): void {
  known.versions.push(id);
  if (known.versions.length > 60) known.versions.splice(24, 1);
  if (content_hash !== null && known.hashes.length < 60) known.hashes.push(content_hash);
}

/** By the name of a field or parameter: what could be in it. */
export function knownFor(known: Known, draw: Draw, name: string): string | undefined {
  const lists: Record<string, readonly string[]> = {
    project_id: known.projects,
    task_id: known.tasks,
    source_task_id: known.tasks,
    execution_id: known.executions,
    schema_key: SCHEMA_KEYS,
    primary_file_id: known.files,
    file_id: known.files,
    directus_files_id: known.files,
    files: known.files,
    content_hash: known.hashes,
    parent_hash: known.hashes,
    upstream: known.hashes,
    callback_url: [`${CALLBACK_ORIGIN}/ok`],
    url: [`${CALLBACK_ORIGIN}/ok`],
    ids: known.users,
    paths: SCHEMA_KEYS,
  };
  const versions =
    /^(version_ids?|artifact_version_id|parent_id|ours_id|theirs_id|base_id|a|b|against|expect)$/;
  const list = versions.test(name) ? known.versions : lists[name];
  return list === undefined || list.length === 0 ? undefined : draw.one(list);
}

async function created(asked: Promise<{ body: { data?: unknown } }>): Promise<string> {
  const { data } = (await asked).body;
  if (typeof data !== 'object' || data === null || !('id' in data)) throw new Error('Nothing was created');
  return String(data.id);
}
