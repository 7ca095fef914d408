import { Problem } from './terminal.js';

/**
 * @param {string} name of the option
 * @param {string | number} text
 * @throws {Problem} unless it is a number above 0, and one that somebody can mean
 */
export function positive(name, text) {
  const number = Number(text);
  if (!(number > 0 && number < 10_000))
    throw new Problem(`${name} takes a number greater than 0. See --help.`);
  return number;
}

/**
 * @param {string} name of the option
 * @param {string | number} text
 * @throws {Problem} unless it is a whole number, 1 or greater
 */
export function wholeNumber(name, text) {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Problem(`${name} takes a whole number, 1 or greater. See --help.`);
  return number;
}
