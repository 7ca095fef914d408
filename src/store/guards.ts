import type { Knex } from 'knex';
import { rowsOf, vendorOf } from '../../migrations/lib/vendor.js';

const OURS = `LIKE 'artifact\\_guard\\_%' ESCAPE '\\'`;

const PRESENT = {
  sqlite: `SELECT name, tbl_name AS "table" FROM sqlite_master WHERE type = 'trigger' AND name ${OURS}`,
  postgres: `SELECT t.tgname AS name, c.relname AS "table" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND NOT t.tgisinternal AND t.tgname ${OURS}`,
};

/** The database guards that are there, whether or not they are as they should be, by table and name. */
export async function presentGuards(knex: Knex): Promise<{ name: string; table: string }[]> {
  return rowsOf<{ name: string; table: string }>(knex, `${PRESENT[vendorOf(knex)]} ORDER BY 2, 1`);
}
