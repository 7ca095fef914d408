import type { Knex } from 'knex';
import { filesOfVersions } from '../files.js';

/** Files among these whose bytes never arrived, because who wrote them was stopped, and that nothing refers to. */
export async function unfinishedFiles(knex: Knex, ids: string[]): Promise<string[]> {
  const rows: { id: string }[] = await knex('directus_files')
    .select('id')
    .whereIn('id', ids)
    .whereNull('filesize')
    .whereNull('tus_id');
  const used = new Set((await filesOfVersions(knex, ids)).map(({ file_id }) => file_id));
  return rows.map(({ id }) => id).filter((id) => !used.has(id));
}
