/**
 * Run as a process of its own in the folder of an instance: reports its settings, as its Directus reads them, to its
 * parent, in a form that Directus reads again to the same values.
 *
 * Argument: folder of Directus' API package.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const path = createRequire(join(process.argv[2] ?? '', 'package.json')).resolve('@directus/env');
/** @type {{ useEnv: () => Record<string, unknown> }} */
const { useEnv } = await import(pathToFileURL(path).href);
const settings = Object.fromEntries(
  Object.entries(useEnv())
    // JSON has no infinity. Such values are defaults, which come by themselves.
    .filter(([, value]) => value !== undefined && !(typeof value === 'number' && !Number.isFinite(value)))
    .map(([name, value]) => [name, encode(value)]),
);
process.send?.({ result: settings }, undefined, undefined, () => process.exit(0));

/**
 * Directus guesses what a text is, e.g. a number, unless it says so itself.
 * @param {unknown} value
 */
function encode(value) {
  if (value instanceof RegExp) return `regex:${value.source}`;
  return typeof value === 'string' ? `string:${value}` : value;
}
