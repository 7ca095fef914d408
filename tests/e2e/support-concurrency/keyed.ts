import type { Key, Version } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Api, Reply } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { createProject, createTask } from '../../helpers/sample.js';
import { recordAll, times } from './race.js';

/** Clients of one server as its people. */
export interface Clients {
  agent: Api;
  reviewer: Api;
  secondReviewer: Api;
  admin: Api;
}

export function clientsOf(instance: Instance): Clients {
  const { url, agent, reviewer, secondReviewer, admin } = instance;
  return {
    agent: as(url, agent.token),
    reviewer: as(url, reviewer.token),
    secondReviewer: as(url, secondReviewer.token),
    admin: as(url, admin.token),
  };
}

export function withKey(key: string): Record<string, string> {
  return { 'Idempotency-Key': key };
}

/** Whether this is the stored answer of an earlier request. */
export const isReplayed = ({ headers }: Reply): boolean => headers.get('idempotency-replayed') === 'true';

/** How many answers are stored under a key, of all users. */
export async function keysStored(instance: Instance, key: string): Promise<number> {
  return (await instance.knex('artifact_idempotency_keys').where({ idempotency_key: key })).length;
}

/** Pending versions of as many keys, of one task that is not done, in a project of their own. */
export async function pendingVersions(
  instance: Instance,
  count: number,
  taskId?: Key,
): Promise<{ projectId: Key; versions: Version[] }> {
  const projectId = await createProject(instance);
  const source_task_id = taskId ?? (await createTask(instance, projectId));
  const versions = await recordAll(
    as(instance.url, instance.agent.token),
    projectId,
    times(count).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index }, source_task_id })),
  );
  return { projectId, versions };
}
