/**
 * What the rows of a column hold, which SQLite does not limit by the declared type.
 *
 * @typedef {object} Measure
 * @property {number} longest  characters of the longest text
 * @property {number} largest  largest absolute number
 * @property {number} notUuids  values that are no uuid
 */

const LARGEST_INTEGER = 2_147_483_647;

/** @type {Record<string, string>} */
const TYPES = {
  boolean: 'boolean',
  bool: 'boolean',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'timestamptz',
  time: 'time',
  // SQLite keeps eight bytes of every float; PostgreSQL's real would cut them to four.
  float: 'double precision',
  double: 'double precision',
  'double precision': 'double precision',
  real: 'double precision',
  json: 'json',
  blob: 'bytea',
  uuid: 'uuid',
};
const INTEGERS = ['integer', 'int', 'tinyint', 'smallint', 'mediumint'];
const TEXTS = ['varchar', 'nvarchar', 'char', 'character', 'nchar'];

/**
 * Type of a column in PostgreSQL: the one with which Directus makes such a field there, widened where rows would not fit.
 *
 * @param {string} declared as SQLite has it, e.g. `varchar(255)`
 * @param {readonly string[]} special of the Directus field; empty if there is none
 * @param {Measure} holds
 * @returns {string}
 */
export function postgresType(declared, special, holds) {
  const [, name = '', size = ''] =
    /^([^(]*?)\s*(\(.*\))?\s*(?:unsigned)?$/.exec(declared.toLowerCase()) ?? [];
  if (special.includes('cast-timestamp')) return 'timestamptz';
  if (special.includes('cast-datetime')) return 'timestamp';
  if (special.includes('cast-json')) return 'json';
  if (special.includes('cast-boolean')) return 'boolean';
  if (INTEGERS.includes(name)) return holds.largest > LARGEST_INTEGER ? 'bigint' : 'integer';
  if (name === 'bigint') return 'bigint';
  if (name === 'decimal' || name === 'numeric') return `numeric${size}`;
  if (TEXTS.includes(name)) return textType(name, size, special, holds);
  return TYPES[name] ?? 'text';
}

/**
 * @param {string} name
 * @param {string} size
 * @param {readonly string[]} special
 * @param {Measure} holds
 */
function textType(name, size, special, holds) {
  const length = Number(/\d+/.exec(size)?.[0] ?? Infinity);
  const declaredUuid =
    special.includes('uuid') || special.includes('file') || (name === 'char' && length === 36);
  if (declaredUuid && holds.notUuids === 0) return 'uuid';
  return holds.longest > length || length === Infinity ? 'text' : `varchar(${length})`;
}

/**
 * Default of a column as PostgreSQL takes it.
 *
 * @param {string | null} fallback as SQLite has it, in SQL
 * @param {string} type of the column in PostgreSQL
 * @returns {string | null} SQL; null when there is none, or it is an expression of SQLite
 */
export function postgresDefault(fallback, type) {
  const text = fallback?.trim() ?? '';
  if (type === 'boolean' && /^'?(?:0|1|true|false)'?$/i.test(text))
    return /1|true/i.test(text) ? 'true' : 'false';
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return /^(?:text|varchar)/.test(type) ? `'${text}'` : text;
  if (/^CURRENT_(?:TIMESTAMP|DATE|TIME)$/i.test(text)) return text;
  if (/^'(?:[^']|'')*'$/.test(text)) return text;
  if (/^"[^"']*"$/.test(text)) return `'${text.slice(1, -1)}'`;
  return null;
}
