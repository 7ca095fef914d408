/**
 * A column as the migration thinks of it. `key` takes exactly the type of the primary key it refers to, because
 * `projects`, `tasks` … may have been there before, with integer, string or uuid keys.
 *
 * @typedef {{
 *   name: string,
 *   type: 'uuid' | 'key' | 'string' | 'char' | 'text' | 'json' | 'integer' | 'boolean' | 'serial' | 'timestamp',
 *   length?: number,
 *   references?: string,
 *   onDelete?: 'NO ACTION' | 'CASCADE' | 'SET NULL',
 *   required?: boolean,
 *   primary?: boolean,
 *   default?: string | number | boolean,
 * }} Column
 *
 * `kind`: a `work` table may be an operator's own and is then only extended; `registry` tables are ours and known to
 * Directus; `internal` ones are ours and Directus does not know them.
 *
 * @typedef {{ name: string, expression: string }} Check
 * @typedef {{
 *   name: string,
 *   kind: 'work' | 'registry' | 'internal',
 *   columns: Column[],
 *   checks?: Check[],
 * }} Table
 */

/** @typedef {Partial<Omit<Column, 'name' | 'type'>>} Options */

/**
 * @param {Column['type']} type
 * @returns {(name: string, options?: Options) => Column}
 */
const columnOf =
  (type) =>
  (name, options = {}) => ({ name, type, ...options });

export const uuid = columnOf('uuid');
export const text = columnOf('text');
export const json = columnOf('json');
export const integer = columnOf('integer');
export const boolean = columnOf('boolean');
export const timestamp = columnOf('timestamp');

/**
 * @param {string} name
 * @param {number} length
 * @param {Options} [options]
 * @returns {Column}
 */
export const string = (name, length, options = {}) => ({ name, type: 'string', length, ...options });

/**
 * @param {string} name
 * @param {number} length
 * @param {Options} [options]
 * @returns {Column}
 */
export const char = (name, length, options = {}) => ({ name, type: 'char', length, ...options });

/**
 * A foreign key. Unless told otherwise it refuses to delete what it points at: nothing may ever cascade into
 * versions or approvals.
 *
 * @param {string} name
 * @param {string} references table whose `id` it holds
 * @param {Options} [options]
 * @returns {Column}
 */
export const key = (name, references, options = {}) => ({
  name,
  type: 'key',
  references,
  onDelete: 'NO ACTION',
  ...options,
});

/**
 * A number that the database counts up by itself.
 *
 * @param {string} name
 * @returns {Column}
 */
export const serial = (name) => ({ name, type: 'serial', primary: true, required: true });

/** @returns {Column} */
export const id = () => uuid('id', { primary: true, required: true });

/**
 * @param {string} table
 * @param {string} column
 * @param {readonly string[]} values
 * @returns {Check}
 */
export const oneOf = (table, column, values) => ({
  name: `${table}_${column}_check`,
  expression: `${column} IN (${values.map((value) => `'${value}'`).join(', ')})`,
});
