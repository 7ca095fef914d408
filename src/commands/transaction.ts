import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { becomeWriter } from '../store/dialect.js';
import { waitForOtherBatches } from '../store/projects.js';
import { assertSchemaKnown } from './assert-schema-known.js';

const ATTEMPTS = 4;
const BASE_DELAY_MS = 50;
const LONGEST_DELAY_MS = 2000;

/** Deadlock and serialization failure on PostgreSQL, a busy database on SQLite: right when tried again. */
const TRANSIENT = new Set(['40P01', '40001', 'SQLITE_BUSY']);

/** The conditional write of a context missed: somebody else was faster. Right when tried again. */
export class LostRace extends Error {
  /** @param refusal what the caller is told when every attempt lost */
  constructor(readonly refusal: Error) {
    super(refusal.message);
  }
}

/**
 * Runs `work` in the transaction it is given, or in one of its own, which is tried again when the database
 * gave up on it for reasons of timing. `work` may therefore run more than once.
 *
 * @param attempts how often at most
 * @throws SchemaNewer when the database was migrated by a release that this one does not know
 */
export async function inTransaction<T>(
  knex: Knex,
  work: (trx: Knex.Transaction) => Promise<T>,
  attempts = ATTEMPTS,
): Promise<T> {
  await assertSchemaKnown(knex);
  if (isTransaction(knex)) {
    // An open transaction is a request of several items, whose next one may be about another project.
    await waitForOtherBatches(knex);
    return work(knex);
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await knex.transaction(async (trx) => {
        await becomeWriter(trx);
        return work(trx);
      });
    } catch (error) {
      if (attempt >= attempts || !isTransient(error)) throw error instanceof LostRace ? error.refusal : error;
      const delay = Math.min(BASE_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
      await sleep(delay * (0.5 + Math.random()));
    }
  }
}

/** True when this connection is an open transaction of somebody who commits or rolls back after us. */
export function isTransaction(knex: Knex): knex is Knex.Transaction {
  return knex.isTransaction === true;
}

function isTransient(error: unknown): boolean {
  if (error instanceof LostRace) return true;
  return error instanceof Error && 'code' in error && TRANSIENT.has(String(error.code));
}
