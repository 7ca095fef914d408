import { indexes as registryIndexes } from '../../../migrations/lib/tables/indexes.js';
import { columnTypes } from '../../../migrations/lib/inspect.js';
import { rememberForeignKey } from './foreign-keys.js';
import { measure } from './measure.js';
import { postgresDefault, postgresType } from './postgres-type.js';
import { columnsOf, indexesOf, referencesOf } from './source.js';

/**
 * @import { Knex } from 'knex'
 * @import { SqliteTable } from '../database/sqlite-file.js'
 */

/** @typedef {(table: string, column: string) => Promise<string>} TypeOf */

/**
 * Creates what the target lacks of a table: all of it, or the columns that somebody has added. Foreign keys are only
 * written down, for the end of the copy. Not by a schema snapshot of Directus: it fits its own vendor only, knows no
 * unregistered tables, and gives references to uuids the type that SQLite has for them.
 *
 * @param {Knex.Transaction} trx of the target; these columns hold no rows there yet
 * @param {Knex} source
 * @param {SqliteTable} table
 * @param {(column: string) => boolean} wanted which of the columns; others come by themselves
 */
export async function createMissing(trx, source, { name, sql }, wanted) {
  const present = await columnTypes(trx, 'postgres', name);
  const columns = (await columnsOf(source, name)).filter((one) => wanted(one.name) && !present.has(one.name));
  if (columns.length === 0) return;
  /** @type {Map<string, string>} */
  const types = new Map();
  for (const column of columns) types.set(column.name, await typeOf(trx, source, name, column.name));
  const key = columns.filter((column) => column.key > 0).sort((a, b) => a.key - b.key);
  const counts = key.length === 1 && /^integer$/i.test(key[0]?.type ?? '') && !/WITHOUT\s+ROWID/i.test(sql);
  /** @param {Knex.CreateTableBuilder} builder */
  const add = (builder) => {
    for (const column of columns) {
      const type = types.get(column.name) ?? 'text';
      const fallback = postgresDefault(column.fallback, type);
      const counted = counts && column.key > 0;
      const made = builder.specificType(column.name, counted ? serialOf(type) : type);
      if (column.required || column.key > 0) made.notNullable();
      if (fallback !== null && !counted) made.defaultTo(trx.raw(fallback.replaceAll('?', '\\?')));
    }
    if (present.size === 0 && key.length > 0) builder.primary(key.map((column) => column.name));
  };
  if (present.size === 0) await trx.schema.createTable(name, add);
  else await trx.schema.alterTable(name, add);
  await addIndexes(trx, source, name, new Set(types.keys()));
  await rememberReferences(trx, source, name, new Set(types.keys()));
}

/** @param {string} type */
function serialOf(type) {
  return type === 'bigint' ? 'bigserial' : 'serial';
}

/**
 * Type of a column on the target: of the one there, or else the one it will get. What refers to another column has its type.
 *
 * @param {Knex} target
 * @param {Knex} source
 * @param {string} table
 * @param {string} name
 * @returns {Promise<string>}
 */
async function typeOf(target, source, table, name, seen = new Set()) {
  const there = (await columnTypes(target, 'postgres', table)).get(name);
  if (there !== undefined) return there;
  const here = `${table}.${name}`;
  const reference = (await referencesOf(source, table)).find(({ columns }) => columns.includes(name));
  const to = reference?.to[reference.columns.indexOf(name)];
  if (reference && to !== undefined && !seen.has(here))
    return typeOf(target, source, reference.table, to, seen.add(here));
  const column = (await columnsOf(source, table)).find((one) => one.name === name);
  if (column === undefined) return 'text';
  const holds = (await measure(source, table, [column])).get(name);
  return postgresType(
    column.type,
    await specialOf(source, table, name),
    holds ?? { longest: 0, largest: 0, notUuids: 0 },
  );
}

/**
 * @param {Knex} source
 * @param {string} collection
 * @param {string} field
 * @returns {Promise<string[]>}
 */
async function specialOf(source, collection, field) {
  /** @type {{ special: string | null } | undefined} */
  const row = await source('directus_fields').where({ collection, field }).first('special');
  return row?.special?.split(',') ?? [];
}

/**
 * @param {Knex.Transaction} trx
 * @param {Knex} source
 * @param {string} table
 * @param {Set<string>} made columns
 */
async function addIndexes(trx, source, table, made) {
  const ours = new Set(registryIndexes.map(({ name }) => name));
  for (const { name, unique, columns } of await indexesOf(source, table)) {
    if (ours.has(name) || !columns.every((column) => made.has(column))) continue;
    const places = columns.map(() => '??').join(', ');
    await trx.raw(`CREATE ${unique ? 'UNIQUE ' : ''}INDEX ?? ON ?? (${places})`, [name, table, ...columns]);
  }
}

/**
 * @param {Knex.Transaction} trx
 * @param {Knex} source
 * @param {string} table
 * @param {Set<string>} made columns
 */
async function rememberReferences(trx, source, table, made) {
  for (const reference of await referencesOf(source, table)) {
    if (!reference.columns.every((column) => made.has(column))) continue;
    const names = (/** @type {string[]} */ columns) =>
      columns.map((column) => trx.raw('??', [column]).toQuery()).join(', ');
    const { columns, to, onUpdate, onDelete } = reference;
    const other = trx.raw('??', [reference.table]).toQuery();
    await rememberForeignKey(
      trx,
      table,
      // As Directus names them.
      `${table}_${columns.join('_')}_foreign`.toLowerCase(),
      `FOREIGN KEY (${names(columns)}) REFERENCES ${other} (${names(to)}) ON UPDATE ${onUpdate} ON DELETE ${onDelete}`,
    );
  }
}
