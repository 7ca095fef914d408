/**
 * @import { Knex } from 'knex'
 * @import { Measure } from './postgres-type.js'
 * @import { SourceColumn } from './source.js'
 */

const HEX = '[0-9a-fA-F]';
const UUID = [8, 4, 4, 4, 12].map((length) => HEX.repeat(length)).join('-');

/** SQLite takes at most 2,000 columns in one answer. */
const COLUMNS_AT_ONCE = 500;

/**
 * Looks at all rows of a table for what no declared type limits on SQLite.
 *
 * @param {Knex} source
 * @param {string} table
 * @param {SourceColumn[]} columns
 * @returns {Promise<Map<string, Measure>>} by column
 */
export async function measure(source, table, columns) {
  /** @type {Map<string, Measure>} */
  const measures = new Map();
  for (let from = 0; from < columns.length; from += COLUMNS_AT_ONCE) {
    const some = columns.slice(from, from + COLUMNS_AT_ONCE);
    const query = source(table);
    some.forEach(({ name }, index) => {
      query.select(
        source.raw('max(length(??)) AS ??', [name, `longest_${index}`]),
        source.raw('max(abs(??)) AS ??', [name, `largest_${index}`]),
        source.raw('sum(?? NOT GLOB ?) AS ??', [name, UUID, `not_uuids_${index}`]),
      );
    });
    /** @type {Record<string, number | null>[]} */
    const [row = {}] = await query;
    some.forEach(({ name }, index) => {
      measures.set(name, {
        longest: row[`longest_${index}`] ?? 0,
        largest: row[`largest_${index}`] ?? 0,
        notUuids: row[`not_uuids_${index}`] ?? 0,
      });
    });
  }
  return measures;
}
