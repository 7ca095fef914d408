import { randomUUID } from 'node:crypto';
import { drawPng } from '../../../scripts/lib/draw.js';
import { LOGO, PALETTE, REFINED_LOGO, TONE_OF_VOICE } from '../../../scripts/lib/sample-files.js';
import type { Json, Key, Version } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { createProject, createTask, expectData, pendingVersion, uploadFile } from '../../helpers/sample.js';

/** A project of a design agency with something of every kind that waits, on top of something live. */
export interface Northwind {
  projectId: Key;
  logo: Version;
  voice: Version;
  colors: Version;
}

// Drawn before there is a connection: it takes seconds, in which the server would close an idle one.
const FIRST_LOGO = drawPng(LOGO, 512);
const SECOND_LOGO = drawPng(REFINED_LOGO, 512);

export async function makeNorthwind(instance: Instance, title = 'Northwind rebrand'): Promise<Northwind> {
  const projectId = await createProject(instance, { title });
  const proposal = async (
    task: string,
    schema_key: string,
    input: { value?: Json; summary: string; file?: string },
  ) => {
    const taskId = await createTask(instance, projectId, { title: task });
    const { file, ...content } = input;
    const { version } = await pendingVersion(instance, {
      project_id: projectId,
      source_task_id: taskId,
      schema_key,
      value: null,
      ...content,
      ...(file === undefined ? {} : { files: [file], primary_file_id: file }),
    });
    return { taskId, version };
  };
  const makeLive = async ({ taskId, version }: Awaited<ReturnType<typeof proposal>>) => {
    await approve(instance, version.id);
    const agent = as(instance.url, instance.agent.token);
    expectData(await agent.patch<{ data?: object }>(`/items/tasks/${taskId}`, { status: 'done' }));
  };
  const png = (bytes: Buffer) => uploadFile(instance, bytes, 'northwind-logo.png', 'image/png');
  const text = (words: string) => uploadFile(instance, words, 'tone-of-voice.md', 'text/markdown');

  await makeLive(
    await proposal('Design the logo', 'brand.logo', {
      summary: 'First logo: a compass star.',
      file: await png(FIRST_LOGO),
    }),
  );
  await makeLive(
    await proposal('Write the tone of voice', 'brand.voice', {
      summary: 'How Northwind sounds.',
      file: await text(TONE_OF_VOICE),
    }),
  );
  await makeLive(
    await proposal('Choose the colours', 'brand.colors', {
      summary: 'Three colours and two neutrals.',
      value: PALETTE,
    }),
  );
  const logo = await proposal('Refine the logo', 'brand.logo', {
    summary: 'With a ring, and north in the accent colour.',
    file: await png(SECOND_LOGO),
  });
  const voice = await proposal('Sharpen the tone of voice', 'brand.voice', {
    summary: 'Shorter, and with an example of what not to say.',
    file: await text(`${TONE_OF_VOICE.replace('plain', 'clear')}\nNever say “leverage”. Say “use”.\n`),
  });
  const colors = await proposal('Warm up the colours', 'brand.colors', {
    summary: 'A warmer accent, and one neutral more.',
    value: { ...PALETTE, accent: '#DD6B20', neutral: { ...PALETTE.neutral, warm: '#FAF5EF' } },
  });
  return { projectId, logo: logo.version, voice: voice.version, colors: colors.version };
}

/** Approves over HTTP, as the second reviewer in a browser elsewhere. */
export async function approve(instance: Instance, versionId: string): Promise<void> {
  const reviewer = as(instance.url, instance.secondReviewer.token);
  const decision = { version_id: versionId, action: 'approve' };
  expectData(await reviewer.post<{ data?: object }>('/artifacts/decisions', decision));
}

/** A version with a value only, in a project and task of its own. */
export function valueToReview(
  instance: Instance,
  value: Json,
  schemaKey = `copy.k${randomUUID().slice(0, 8)}`,
) {
  return pendingVersion(instance, { schema_key: schemaKey, value, summary: 'A headline.' });
}

/** What the database says of a version and its log, newest entry last. */
export async function recorded(instance: Instance, versionId: string) {
  const version = await instance.knex('artifact_versions').where({ id: versionId }).first();
  const entries = await instance
    .knex('artifact_approvals')
    .where({ artifact_version_id: versionId })
    .orderBy('sequence');
  return {
    status: version.status as string,
    entries: entries as { action: string; reason: string | null; actor_id: string; content_hash: string }[],
  };
}
