import type { Key, Version } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Api } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import {
  createProject,
  createTask,
  expectData,
  finishTask,
  pendingVersion,
  recordVersion,
} from '../../helpers/sample.js';
import type { VersionInput } from '../../helpers/sample.js';

export const STATUSES = ['pending', 'approved', 'rejected', 'superseded'] as const;
export type Status = (typeof STATUSES)[number];

/** A version with the project and the task it was made for. */
export interface Staged {
  projectId: Key;
  taskId: Key;
  version: Version;
}

/** A version that came to this status by real decisions. None of them is live: its task is not done. */
export async function versionWith(
  instance: Instance,
  status: Status,
  input: Partial<VersionInput> = {},
): Promise<Staged> {
  const staged = await pendingVersion(instance, input);
  if (status === 'pending') return staged;
  await decide(instance, staged.version.id, status === 'rejected' ? 'reject' : 'approve');
  if (status === 'superseded') {
    const next = await nextVersion(instance, staged);
    await decide(instance, next.id, 'approve');
  }
  return staged;
}

/** An approved version that is live, because its task is done. */
export async function liveVersion(instance: Instance, input: Partial<VersionInput> = {}): Promise<Staged> {
  const staged = await versionWith(instance, 'approved', input);
  const done = await finishTask(as(instance.url, instance.reviewer.token), staged.taskId);
  if (done.status !== 200) throw new Error(`The task could not be finished: ${JSON.stringify(done.body)}`);
  return staged;
}

/** One more version of the same line, with other content, made for another task of the project. */
export async function nextVersion(
  instance: Instance,
  { projectId, version }: Staged,
  input: Partial<VersionInput> = {},
): Promise<Version> {
  return recordVersion(as(instance.url, instance.agent.token), {
    project_id: projectId,
    schema_key: version.schema_key,
    value: { after: version.id, number: version.version_number + 1 },
    source_task_id: await createTask(instance, projectId),
    ...input,
  });
}

/** Two pending versions of one line. */
export async function rivals(instance: Instance): Promise<Staged & { second: Version }> {
  const staged = await pendingVersion(instance, { project_id: await createProject(instance) });
  return { ...staged, second: await nextVersion(instance, staged) };
}

/** A decision of the reviewer that must succeed. */
export async function decide(
  instance: Instance,
  versionId: string,
  action: string,
  reason = 'Because of the test',
): Promise<void> {
  const reviewer = as(instance.url, instance.reviewer.token);
  expectData(await reviewer.post('/artifacts/decisions', { version_id: versionId, action, reason }));
}

/** A pending version that this person recorded. */
export async function versionOf(instance: Instance, author: Api): Promise<Staged> {
  const { projectId, taskId, version } = await pendingVersion(instance, { schema_key: 'brand.other' });
  const { project_id, source_task_id } = version;
  const own = await recordVersion(author, {
    project_id,
    source_task_id: source_task_id!,
    schema_key: 'brand.logo',
    value: 1,
  });
  return { projectId, taskId, version: own };
}
