import type { Knex } from 'knex';
import type { Host } from '../../src/directus/host.js';
import { Undo } from './statements.js';

const TOUCHED = `
  SELECT SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd + n_tup_del)::int AS rows
  FROM pg_stat_xact_user_tables`;

/** Rows that PostgreSQL reads from tables and writes for some work, in a transaction that is undone. */
export async function rowsTouched(
  { database }: Host,
  work: (trx: Knex.Transaction) => Promise<unknown>,
): Promise<number> {
  let rows = Number.NaN;
  await database
    .transaction(async (trx) => {
      const touched = async (): Promise<number> => {
        const counted: { rows: { rows: number }[] } = await trx.raw(TOUCHED);
        return counted.rows[0]?.rows ?? Number.NaN;
      };
      // What earlier transactions of this connection have not handed over yet is counted, too.
      const before = await touched();
      await work(trx);
      rows = (await touched()) - before;
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return rows;
}

/** Takes the time from each lock of a project to the COMMIT of its transaction. */
export function watchLocks({ database }: Host): { end(): number } {
  const since = new Map<string, number>();
  const held: number[] = [];
  const look = ({ sql, __knexTxId: transaction }: { sql: string; __knexTxId?: string }): void => {
    if (transaction === undefined) return;
    const start = since.get(transaction);
    if (/from "projects" .* for update/s.test(sql)) since.set(transaction, performance.now());
    // Of a COMMIT knex tells when it is sent, and not when it is answered.
    else if (sql.startsWith('COMMIT') && start !== undefined) {
      held.push(performance.now() - start);
      since.delete(transaction);
    }
  };
  database.on('query', look);
  return {
    end() {
      database.removeListener('query', look);
      return held.length === 0 ? 0 : held.reduce((sum, ms) => sum + ms, 0) / held.length;
    },
  };
}
