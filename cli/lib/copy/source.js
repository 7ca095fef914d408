import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';

/** @import { Knex } from 'knex' */

/**
 * @typedef {object} SourceColumn
 * @property {string} name
 * @property {string} type  as declared, e.g. `varchar(255)`
 * @property {boolean} required
 * @property {string | null} fallback  its default, in SQL
 * @property {number} key  its place in the primary key, from 1; 0: not in it
 *
 * @typedef {object} SourceReference  a foreign key
 * @property {string[]} columns
 * @property {string} table
 * @property {string[]} to  columns there
 * @property {string} onUpdate
 * @property {string} onDelete
 *
 * @typedef {{ name: string, unique: boolean, columns: string[] }} SourceIndex
 */

/**
 * Digest of a SQLite file with what is not yet in it but beside it: tells whether the source has changed meanwhile.
 *
 * @param {string} file
 * @returns {Promise<string>} hex
 */
export async function digestOf(file) {
  const hash = createHash('sha256');
  for (const path of [file, `${file}-wal`].filter((name) => existsSync(name)))
    for await (const chunk of createReadStream(path)) hash.update(/** @type {Buffer} */ (chunk));
  return hash.digest('hex');
}

/**
 * @param {Knex} source
 * @param {string} table
 * @returns {Promise<SourceColumn[]>}
 */
export async function columnsOf(source, table) {
  /** @type {{ name: string, type: string, notnull: number, dflt_value: string | null, pk: number }[]} */
  const rows = await source.raw('SELECT * FROM pragma_table_info(?)', [table]);
  return rows.map(({ name, type, notnull, dflt_value: fallback, pk: key }) => {
    return { name, type, required: notnull === 1, fallback, key };
  });
}

/**
 * @param {Knex} source
 * @param {string} table
 * @returns {Promise<SourceReference[]>}
 */
export async function referencesOf(source, table) {
  /** @type {{ id: number, table: string, from: string, to: string | null, on_update: string, on_delete: string }[]} */
  const rows = await source.raw('SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq', [table]);
  /** @type {Map<number, SourceReference>} */
  const references = new Map();
  for (const row of rows) {
    const { on_update: onUpdate, on_delete: onDelete } = row;
    const reference = references.get(row.id) ?? { table: row.table, columns: [], to: [], onUpdate, onDelete };
    reference.columns.push(row.from);
    // Without a name it is the other table's key.
    reference.to.push(
      row.to ?? (await columnsOf(source, row.table)).find(({ key }) => key > 0)?.name ?? 'id',
    );
    references.set(row.id, reference);
  }
  return [...references.values()];
}

/**
 * Indexes on columns. Those on expressions or on a part of the rows are left out: they are written in SQLite's own SQL.
 *
 * @param {Knex} source
 * @param {string} table
 * @returns {Promise<SourceIndex[]>}
 */
export async function indexesOf(source, table) {
  /** @type {{ name: string, unique: number, origin: string, partial: number }[]} */
  const rows = await source.raw('SELECT * FROM pragma_index_list(?)', [table]);
  const indexes = [];
  for (const { name, unique, origin, partial } of rows) {
    if (origin === 'pk' || partial === 1) continue;
    /** @type {{ name: string | null }[]} */
    const parts = await source.raw('SELECT name FROM pragma_index_info(?) ORDER BY seqno', [name]);
    const columns = parts.flatMap((part) => part.name ?? []);
    if (columns.length !== parts.length) continue;
    // What SQLite makes for UNIQUE in a table has a name that it keeps for itself.
    const ownName = origin === 'u' ? `${table}_${columns.join('_')}_unique` : name;
    indexes.push({ name: ownName, unique: unique === 1, columns });
  }
  return indexes;
}
