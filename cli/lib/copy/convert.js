/**
 * Values of SQLite as PostgreSQL takes them. SQLite has no types of its own for moments, booleans and JSON: what is
 * stored depends on who stored it. This reads them as Directus does.
 */

/** @typedef {null | undefined | number | string | Buffer} Stored what the driver of SQLite gives */

/** What SQLite's own CURRENT_TIMESTAMP writes, always in UTC. */
const SQLITE_NOW = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)$/;
/** Milliseconds since 1970, also as text. */
const MILLISECONDS = /^-?\d+(\.\d+)?$/;
const HAS_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * @param {Stored} value
 * @param {string} type of the column in PostgreSQL, e.g. `timestamp with time zone`
 * @returns {unknown} what PostgreSQL's driver can be given for a column of that type
 */
export function convert(value, type) {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) return type === 'bytea' ? value : value.toString('utf8');
  const base = type.replace(/\(.*?\)/, '');
  switch (base) {
    case 'boolean':
      return toBoolean(value);
    case 'json':
    case 'jsonb':
      // The registry's own migration to jsonb reads blank text in the same way.
      return String(value).trim() === '' ? null : String(value);
    case 'timestamp with time zone':
      return toInstant(value);
    case 'timestamp without time zone':
      return toWallClock(value);
    case 'date':
      return toWallClock(value).slice(0, 10);
    case 'bytea':
      return Buffer.from(String(value), 'utf8');
    case 'text':
    case 'character varying':
    case 'character':
    case 'uuid':
      return String(value);
    default:
      return value;
  }
}

/** @param {number | string} value */
function toBoolean(value) {
  // PostgreSQL knows the words, and says which it does not know.
  return typeof value === 'number' ? value !== 0 : value;
}

/**
 * @param {number | string} value
 * @returns {string} what PostgreSQL takes for a moment; text that is none, as it is
 */
function toInstant(value) {
  const text = String(value);
  if (MILLISECONDS.test(text)) return new Date(Number(text)).toISOString();
  const now = SQLITE_NOW.exec(text);
  if (now !== null) return `${now[1]}T${now[2]}Z`;
  // Without a zone it is the server's time, in which Directus reads it.
  if (HAS_ZONE.test(text) || Number.isNaN(Date.parse(text))) return text;
  return new Date(text).toISOString();
}

/**
 * Date and time on the wall of the server: Directus stores what has no zone as the moment of that local time.
 * @param {number | string} value
 * @returns {string}
 */
function toWallClock(value) {
  const text = String(value);
  if (!MILLISECONDS.test(text) && !HAS_ZONE.test(text)) return text;
  const date = new Date(MILLISECONDS.test(text) ? Number(text) : text);
  if (Number.isNaN(date.getTime())) return text;
  const two = (/** @type {number} */ number, length = 2) => String(number).padStart(length, '0');
  const day = `${two(date.getFullYear(), 4)}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day}T${time}.${two(date.getMilliseconds(), 3)}`;
}
