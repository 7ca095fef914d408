import type { Knex } from 'knex';
import type { Key } from '../../domain/words.js';
import { isPostgres } from '../dialect.js';

/** Makes all that this transaction reads be of one moment. Its first statement; on SQLite it is so anyway. */
export async function freezeSnapshot(trx: Knex.Transaction): Promise<void> {
  if (isPostgres(trx)) await trx.raw('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
}

/** Keys of projects after one of them, ascending, at most `limit`; or the one project, if it exists. */
export async function projectIds(
  knex: Knex,
  page: { after: Key | null; limit: number; projectId: Key | undefined },
): Promise<Key[]> {
  const query = knex('projects').select('id');
  if (page.projectId !== undefined) void query.where({ id: page.projectId });
  if (page.after !== null) void query.where('id', '>', page.after);
  const rows: { id: Key }[] = await query.orderBy('id').limit(page.limit);
  return rows.map((row) => row.id);
}
