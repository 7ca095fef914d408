import type { Knex } from 'knex';
import { expect } from 'vitest';
import type { Instance } from '../../helpers/instance.js';

/** Runs SQL beside Directus, and rolls back what of it was not refused: the other tests share this database. */
export async function tried(
  instance: Instance,
  statement: (trx: Knex.Transaction) => Promise<unknown>,
): Promise<string> {
  const done = new Error('not refused');
  try {
    await instance.knex.transaction(async (trx) => {
      await statement(trx);
      // What PostgreSQL would look at when it commits, it looks at now.
      if (instance.vendor === 'postgres') await trx.raw('SET CONSTRAINTS ALL IMMEDIATE');
      throw done;
    });
  } catch (error) {
    if (error === done) return 'ok';
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('The transaction was committed');
}

/** Expects the database itself to refuse a statement, for the reason that the code names. */
export async function expectRefused(
  instance: Instance,
  code: 'ILLEGAL_TRANSITION' | 'VERSION_SEALED' | 'APPEND_ONLY' | 'CONTEXT_READ_ONLY',
  statement: (trx: Knex.Transaction) => Promise<unknown>,
  what = 'statement',
): Promise<void> {
  expect(await tried(instance, statement), what).toContain(`${code}: `);
}
