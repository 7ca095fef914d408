import type { Knex } from 'knex';
import { completeTasks } from '../commands/complete-tasks.js';
import { inTransaction } from '../commands/transaction.js';
import { TASK_DONE } from '../domain/promotion-rule.js';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs, QUIETLY } from '../directus/items.js';
import { InvalidPayload } from '../errors/index.js';
import { announceAfterCommit } from './announce-after-commit.js';

/**
 * Update filter of `tasks`: a task that becomes done makes its approved versions live before the request is
 * answered. Directus then writes the same values again, logs its revision and emits its event.
 */
export async function updateTasks(
  host: Host,
  caller: Caller,
  database: Knex,
  keys: Key[],
  payload: Record<string, unknown>,
): Promise<void> {
  if (payload['status'] !== TASK_DONE || host.settings.promoteOn !== 'task_done') return;
  assertNothingNested(caller, payload);
  const announcements = await inTransaction(database, async (trx) => {
    const tasks = itemsAs(host, caller, 'tasks', trx);
    const writeTasks = async (): Promise<void> => {
      await tasks.updateMany([...keys], payload, QUIETLY);
    };
    const done = await completeTasks({ host, caller, trx, taskIds: keys, writeTasks });
    // Rehearsal of Directus' own write, while everything can still be rolled back.
    await writeTasks();
    return done.announcements;
  });
  await announceAfterCommit(host, caller, database, announcements);
}

/** Rows written through a relation would be written twice: by us, and by Directus afterwards. */
function assertNothingNested(caller: Caller, payload: Record<string, unknown>): void {
  const fields = caller.schema.collections['tasks']?.fields ?? {};
  const relations = caller.schema.relations.filter((relation) => relation.collection === 'tasks');
  const nested = Object.entries(payload).find(
    ([field, value]) =>
      fields[field]?.alias === true ||
      (typeof value === 'object' && value !== null && relations.some((relation) => relation.field === field)),
  );
  if (nested === undefined) return;
  const [field] = nested;
  throw new InvalidPayload({
    field,
    reason: `"status" cannot become "${TASK_DONE}" in the request that changes "${field}". Change "${field}" first`,
  });
}
