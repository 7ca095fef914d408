import type { RegisterFunctions } from '@directus/types';
import type { Host } from '../directus/host.js';
import { AppendOnly } from '../errors/index.js';
import { callerOf, keysOf, type Payload, transactionOf } from './event.js';
import { PolicySweeper } from './policy-sweeper.js';
import { createPolicy, updatePolicies } from './save-policy.js';

const DISABLE =
  'A policy is not deleted, the log may name it. Switch it off instead: set "enabled" to false.';

/** Policies: checked when they are saved, never deleted; and what they decide by themselves. */
export function onPolicies(host: Host, { action, filter, init }: RegisterFunctions): void {
  filter<Payload>('artifact_policies.items.create', async (payload, _meta, event) =>
    createPolicy(host, await callerOf(host, event), transactionOf(event), payload),
  );
  filter<Payload>('artifact_policies.items.update', async (payload, meta, event) =>
    updatePolicies(host, await callerOf(host, event), event.database, keysOf<string>(meta), payload),
  );
  filter('artifact_policies.items.delete', () => {
    throw new AppendOnly({ collection: 'artifact_policies', reason: DISABLE });
  });

  // What Directus does not know as collections an administrator could write all the same, and decide in a rule's name.
  for (const table of ['artifact_policy_revisions', 'artifact_policy_decisions']) {
    for (const change of ['create', 'update', 'delete']) {
      filter(`${table}.items.${change}`, () => {
        throw new AppendOnly({ collection: table });
      });
    }
  }

  // By servers only, not by the CLI, which loads this hook as well.
  const sweeper = new PolicySweeper(host);
  init('app.after', () => {
    host.database.schema
      .hasTable('artifact_policy_decisions')
      .then((migrated) => migrated && sweeper.start())
      .catch((error: unknown) =>
        host.logger.error(error, 'artifacts: policies decide nothing by themselves'),
      );
  });
  action('server.stop', () => sweeper.stop());
}
