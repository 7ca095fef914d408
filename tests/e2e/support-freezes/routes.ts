import { setTimeout as sleep } from 'node:timers/promises';
import type { Freeze, FrozenVersion, ScheduledVersion } from '../../../src/domain/freezes.js';
import type { ApprovalEntry, Key, Version } from '../../../src/domain/words.js';
import type { Api, Reply } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';
import type { TestProject } from '../support-http/new-project.js';

/** What a promotion answers, with what it left out. */
export interface Promoted {
  context_version: number;
  promoted: { schema_key: string; version_id: string; replaces: string | null }[];
  frozen: FrozenVersion[];
  scheduled: ScheduledVersion[];
}

/** Asks for a freeze and returns whatever is answered. */
export function tryToFreeze(api: Api, projectId: Key, body: object, headers?: Record<string, string>) {
  return api.post<{ data?: Freeze }>(`/artifacts/projects/${String(projectId)}/freezes`, body, headers);
}

/** Freezes as the administrator; throws unless it is accepted. */
export async function freeze(
  { admin, project_id }: TestProject,
  schema_key: string | null = null,
  more: object = {},
): Promise<Freeze> {
  return expectData(await tryToFreeze(admin, project_id, { schema_key, reason: 'Launch week', ...more }));
}

/** Lifts as the administrator; throws unless it is accepted. */
export async function lift(
  { admin }: TestProject,
  id: string,
  body: object = {},
): Promise<{ freeze: Freeze; promotion: Promoted }> {
  return expectData(
    await admin.post<{ data?: { freeze: Freeze; promotion: Promoted } }>(
      `/artifacts/freezes/${id}/lift`,
      body,
    ),
  );
}

/** What is frozen, as the reviewer sees it. */
export async function freezesOf({ reviewer, project_id }: TestProject, query = ''): Promise<Freeze[]> {
  return expectData(
    await reviewer.get<{ data?: Freeze[] }>(`/artifacts/projects/${String(project_id)}/freezes${query}`),
  );
}

/** Reschedules as the reviewer and returns whatever is answered. */
export function reschedule({ reviewer }: TestProject, version: Version, body: object): Promise<Reply> {
  return reviewer.post(`/artifacts/versions/${version.id}/schedule`, body);
}

/** A moment so many milliseconds from now, as a client writes it. */
export function inMs(milliseconds: number): string {
  return new Date(Date.now() + milliseconds).toISOString();
}

/**
 * Has the moment of versions come in so many milliseconds: requests may take longer than a moment that is close enough
 * to wait for. The database lets it change while they wait.
 */
export async function comeIn({ knex }: Instance, ids: string[], milliseconds: number): Promise<number> {
  const due = Date.now() + milliseconds;
  await knex('artifact_versions')
    .whereIn('id', ids)
    .update({ promote_at: new Date(due) });
  return due;
}

/** The ids of what is live in a project. */
export async function liveIds({ knex }: Instance, projectId: Key): Promise<string[]> {
  return knex('artifact_versions')
    .where({ project_id: projectId })
    .whereNotNull('promoted_context_version')
    .whereNull('retired_context_version')
    .orderBy('schema_key')
    .pluck('id');
}

/** Waits until a version is live. */
export async function untilLive(instance: Instance, projectId: Key, id: string, ms = 60_000): Promise<void> {
  const until = Date.now() + ms;
  while (!(await liveIds(instance, projectId)).includes(id)) {
    if (Date.now() > until) throw new Error(`${id} is not live after ${ms} ms`);
    await sleep(50);
  }
}

/** The entries of a version's promotions, as they are stored. */
export async function promotionsOf({ knex }: Instance, versionId: string): Promise<ApprovalEntry[]> {
  const rows: ApprovalEntry[] = await knex('artifact_approvals')
    .where({ artifact_version_id: versionId, action: 'promote' })
    .orderBy('sequence');
  return rows.map((row) => ({
    ...row,
    feedback: typeof row.feedback === 'string' ? (JSON.parse(row.feedback) as null) : row.feedback,
  }));
}
