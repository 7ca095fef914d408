import { reasonOf } from '../problem.js';

/**
 * What a database says of a statement, without the statement, which knex puts before it, values and all.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function databaseReason(error) {
  return reasonOf(error).split(' - ').at(-1) ?? '';
}
