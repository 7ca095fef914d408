import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { callbackBody } from '../domain/callback-body.js';
import type { Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayCreate } from '../directus/may-create.js';
import { addListeners, lastDecisions, type Listener } from '../store/callbacks.js';
import { lockProjects } from '../store/projects.js';
import { readVersions } from '../store/versions.js';
import { callbackRow, enqueue } from './enqueue-callbacks.js';
import type { RecordInput } from './record-input.js';

/** Somebody who would have been called back for a version that was not recorded, its parent being the same. */
interface CallbackRequest {
  parent: Version;
  url: string;
}

/** Those whose address would otherwise be forgotten with the version that is not recorded. */
export function callbackRequests(inputs: RecordInput[], unchanged: Map<string, Version>): CallbackRequest[] {
  return inputs.flatMap((input) => {
    const parent = unchanged.get(input.id);
    return parent === undefined || input.callback_url === null ? [] : [{ parent, url: input.callback_url }];
  });
}

/**
 * Registers callbacks on versions that exist already: they are called at every later decision and, if the
 * version is decided, at once with the last one.
 *
 * Locks the projects: a decision that is under way must either find the listener or be found by it.
 *
 * @throws Forbidden without the right to create versions: who may only read must not make this server call out
 */
export async function registerCallbacks(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  requests: CallbackRequest[];
}): Promise<void> {
  const { host, caller, trx, requests } = args;
  if (requests.length === 0) return;
  await assertMayCreate(host, caller, 'artifact_versions', trx);
  const parents = requests.map(({ parent }) => parent);
  const projects = await lockProjects(
    trx,
    parents.map((parent) => parent.project_id),
  );
  const ids = parents.map((parent) => parent.id);
  const versions = new Map((await readVersions(trx, ids)).map((version) => [version.id, version]));
  const now = new Date().toISOString();
  const due: ReturnType<typeof callbackRow>[] = [];
  const decisions = await lastDecisions(trx, ids);
  const listeners: Listener[] = [];
  for (const { parent, url } of requests) {
    const version = versions.get(parent.id);
    const project = projects.get(String(parent.project_id));
    if (version === undefined || project === undefined) throw new Error(`Version ${parent.id} is gone`);
    if (url !== version.callback_url) {
      listeners.push({ id: randomUUID(), artifact_version_id: version.id, url, at: now });
    }
    const decision = version.status === 'pending' ? undefined : decisions.get(version.id);
    if (decision === undefined) continue;
    const body = callbackBody(version, decision, project.context_version);
    due.push(callbackRow({ versionId: version.id, sequence: decision.sequence, url, body }));
  }
  await addListeners(trx, listeners);
  await enqueue(trx, due);
}
