import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { assertSchemaKey } from '../domain/schema-key.js';
import type { Subscription } from '../domain/subscriptions.js';
import type { Key, SubscriptionAction } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';
import { readsAll } from '../directus/reads-all.js';
import { Forbidden, InvalidPayload } from '../errors/index.js';
import { countSubscriptions, insertSubscription } from '../store/subscriptions.js';
import { assertCallbackAllowed } from './callback-origin.js';

/** Each decision is one row per subscription: without an end, one user could make all decisions slow. */
const MOST_PER_USER = 100;

/**
 * Has an address called at every later decision that it is about. Rights are looked at now and not again: what is
 * sent names rows and says nothing of their content, and it ends with the user.
 *
 * @throws Forbidden unless the caller may read the project and all of its versions; without a project, all projects
 *   and all versions
 * @throws InvalidPayload for an address that this server must not call, a wrong key, or one subscription too many
 */
export async function subscribe(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  subscription: {
    url: string;
    project_id: Key | null;
    schema_key: string | null;
    actions: SubscriptionAction[];
  };
}): Promise<Subscription> {
  const { host, caller, trx } = args;
  const { url, project_id, schema_key, actions } = args.subscription;
  const user_id = caller.accountability?.user;
  if (user_id == null) throw new Forbidden({ reason: 'Only a user can subscribe' });
  await assertReadsWhatItIsAbout(host, caller, trx, project_id);
  assertCallbackAllowed(url, host.settings, 'url');
  if (schema_key !== null) assertSchemaKey(schema_key);
  if ((await countSubscriptions(trx, user_id)) >= MOST_PER_USER) {
    throw new InvalidPayload({
      reason: `You have ${MOST_PER_USER} subscriptions, which is as many as one user may have. Delete one first`,
    });
  }
  const subscription = { id: randomUUID(), url, project_id, schema_key, actions, user_id };
  await insertSubscription(trx, { ...subscription, at: new Date().toISOString() });
  return subscription;
}

async function assertReadsWhatItIsAbout(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  projectId: Key | null,
): Promise<void> {
  if (projectId !== null) await assertReadable(host, caller, 'projects', [projectId], trx);
  else if (!(await readsAll(host, caller, 'projects', trx))) {
    throw new Forbidden({
      reason: 'Only who may read every project can subscribe to all; name one with "project_id"',
    });
  }
  const own = projectId === null ? {} : { project_id: { _eq: projectId } };
  if (!(await readsAll(host, caller, 'artifact_versions', trx, own))) {
    throw new Forbidden({ reason: 'You may not read every version that this is about' });
  }
}
