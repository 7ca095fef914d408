import type { Knex } from 'knex';
import type { Vendor } from '../../helpers/vendors.js';

/** Everything that makes up a PostgreSQL schema, spelled by the server itself. */
const POSTGRES = `
  SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace = 'public'::regnamespace WHERE NOT t.tgisinternal
  UNION ALL SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'sequence ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'`;

const SQLITE = `SELECT type || ' ' || tbl_name || ' ' || name || ' ' || coalesce(sql, '') AS line
  FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

/** Rows of Directus' own tables that migrations add to, without the ids that count up. */
const METADATA = [
  'directus_collections',
  'directus_fields',
  'directus_relations',
  'directus_translations',
  'directus_presets',
];

/** The whole schema and the Studio's metadata as sorted lines: equal lines, equal databases. */
export async function describeDatabase(knex: Knex, vendor: Vendor): Promise<string[]> {
  const result: { rows: Line[] } | Line[] = await knex.raw(vendor === 'sqlite' ? SQLITE : POSTGRES);
  const lines = (Array.isArray(result) ? result : result.rows).map(({ line }) => line);
  for (const table of METADATA) {
    const rows: Record<string, unknown>[] = await knex(table).select();
    lines.push(...rows.map((row) => `row ${table} ${JSON.stringify({ ...row, id: undefined }, inKeyOrder)}`));
  }
  return lines.sort();
}

/** For `JSON.stringify`: a settings column means the same in whatever order its keys were written. */
function inKeyOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Line {
  line: string;
}
