import { Problem } from '../problem.js';

/** @import { Knex } from 'knex' */

const HERE = `JOIN pg_namespace n ON n.nspname = current_schema()`;

/** What holds rows, or rows are made of, in a way that a backup does not know how to make again. */
const FOREIGN = `
  SELECT CASE c.relkind WHEN 'p' THEN 'partitioned table ' ELSE 'foreign table ' END || c.relname AS name
  FROM pg_class c ${HERE} AND n.oid = c.relnamespace WHERE c.relkind IN ('p', 'f')
  UNION ALL SELECT 'inheriting table ' || c.relname FROM pg_class c ${HERE} AND n.oid = c.relnamespace
  WHERE EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid) AND c.relkind = 'r' AND NOT c.relispartition
  UNION ALL SELECT 'type ' || t.typname FROM pg_type t ${HERE} AND n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE (t.typtype IN ('d', 'r') OR c.relkind = 'c') AND NOT EXISTS (SELECT 1 FROM pg_depend e
    WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')`;

/** What holds no rows of its own, and is the operator's own: the registry's guards are made anew. */
const WITHOUT_ROWS = `
  SELECT 'view ' || c.relname AS name FROM pg_class c ${HERE} AND n.oid = c.relnamespace
  WHERE c.relkind IN ('v', 'm') AND NOT EXISTS (SELECT 1 FROM pg_depend e
    WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
  UNION ALL SELECT 'function ' || p.proname FROM pg_proc p ${HERE} AND n.oid = p.pronamespace
  WHERE p.proname NOT LIKE 'artifact\\_guard\\_%' AND NOT EXISTS (SELECT 1 FROM pg_depend e
    WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')
  UNION ALL SELECT 'trigger ' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  ${HERE} AND n.oid = c.relnamespace WHERE NOT t.tgisinternal AND t.tgname NOT LIKE 'artifact\\_guard\\_%'
  UNION ALL SELECT 'policy ' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
  ${HERE} AND n.oid = c.relnamespace
  ORDER BY 1`;

/**
 * What of a PostgreSQL schema a backup does not keep although no row is lost with it.
 *
 * @param {Knex} database
 * @returns {Promise<string[]>} e.g. `view sales`
 * @throws {Problem} when rows would be lost
 */
export async function leftOut(database) {
  const foreign = await names(database, FOREIGN);
  if (foreign.length > 0)
    throw new Problem(
      `This backup cannot make again what is in the database: ${foreign.join(', ')}. Use pg_dump, and copy the files after it.`,
    );
  return names(database, WITHOUT_ROWS);
}

/**
 * @param {Knex} database
 * @param {string} sql
 */
async function names(database, sql) {
  /** @type {{ rows: { name: string }[] }} */
  const { rows } = await database.raw(sql);
  return rows.map(({ name }) => name);
}
