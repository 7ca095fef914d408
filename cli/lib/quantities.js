import { InvalidArgumentError } from 'commander';

const HOUR = 3_600_000;
const AGES = new Map([
  ['h', HOUR],
  ['d', 24 * HOUR],
  ['w', 7 * 24 * HOUR],
  ['y', 365 * 24 * HOUR],
]);

const SIZES = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['kib', 1024],
  ['mib', 1024 ** 2],
]);

/**
 * Reads an age such as `180d`, for commander.
 * @param {string} text
 * @returns {number} in milliseconds
 * @throws {InvalidArgumentError}
 */
export function parseAge(text) {
  return parse(text, AGES, 'an age such as 12h, 180d, 26w or 1y');
}

/**
 * Reads a size such as `1kB`, for commander.
 * @param {string} text
 * @returns {number} in whole bytes
 * @throws {InvalidArgumentError}
 */
export function parseSize(text) {
  return Math.ceil(parse(text, SIZES, 'a size such as 500, 1kB or 2MiB'));
}

/**
 * @param {string} text
 * @param {Map<string, number>} units
 * @param {string} expected
 */
function parse(text, units, expected) {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? [];
  const factor = units.get(unit.toLowerCase());
  const quantity = Number(number) * (factor ?? Number.NaN);
  // Beyond that a date has no meaning, and neither has the size of a value.
  if (!(quantity <= Number.MAX_SAFE_INTEGER)) throw new InvalidArgumentError(`It must be ${expected}.`);
  return quantity;
}
