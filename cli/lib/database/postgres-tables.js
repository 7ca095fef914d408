/** @import { Knex } from 'knex' */

/** Everything in the schema but what an extension such as PostGIS has brought. */
const OWN_TABLES = `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS
  (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.relname`;

/**
 * @param {Knex} database
 * @returns {Promise<string[]>} names of its tables and views
 */
export async function postgresTables(database) {
  /** @type {{ rows: { name: string }[] }} */
  const { rows } = await database.raw(OWN_TABLES);
  return rows.map(({ name }) => name);
}
