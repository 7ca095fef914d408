import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';

const LONGEST_WAIT_MS = 30_000;

/**
 * Waits until so many connections wait for what this transaction has locked, or for somebody who does. PostgreSQL.
 *
 * @throws Error when they do not
 */
export async function untilBlocked(knex: Knex, holder: Knex.Transaction, count: number): Promise<void> {
  const own: { rows: { pid: number }[] } = await holder.raw('SELECT pg_backend_pid() AS pid');
  const sql = `WITH RECURSIVE waiting(pid) AS (
    SELECT ?::int UNION SELECT a.pid FROM pg_stat_activity a JOIN waiting w ON w.pid = ANY (pg_blocking_pids(a.pid))
  ) SELECT count(*)::int - 1 AS blocked FROM waiting`;
  const until = Date.now() + LONGEST_WAIT_MS;
  for (;;) {
    const found: { rows: { blocked: number }[] } = await knex.raw(sql, [own.rows[0]!.pid]);
    const { blocked } = found.rows[0]!;
    if (blocked >= count) return;
    if (Date.now() > until) throw new Error(`${blocked} connections wait, not ${count}`);
    await sleep(50);
  }
}
