import type { Knex } from 'knex';
import { becomeWriter } from '../../../src/store/dialect.js';
import type { Instance } from '../../helpers/instance.js';

/**
 * Writes to the audit log, or to another table, as somebody could who owns the database: with its triggers out of the
 * way for this one transaction. Not by removing them: the server puts missing ones back, at start too, and a test would race it.
 */
export async function behindTheGuards(
  { knex, vendor }: Instance,
  write: (trx: Knex.Transaction) => Promise<void>,
  table = 'artifact_approvals',
): Promise<void> {
  await knex.transaction(async (trx) => {
    if (vendor === 'postgres') {
      await trx.raw('SET LOCAL session_replication_role = replica');
      await write(trx);
      return;
    }
    // Looking for the guards first would fail at once while the server writes.
    await becomeWriter(trx);
    const guards: { name: string; sql: string }[] = await trx('sqlite_master')
      .select('name', 'sql')
      .where({ type: 'trigger', tbl_name: table });
    for (const { name } of guards) await trx.raw(`DROP TRIGGER ${name}`);
    await write(trx);
    for (const { sql } of guards) await trx.raw(sql);
  });
}
