/**
 * Run as a process of its own in the folder of an instance: looks at or moves files between its storage locations, with
 * Directus' own drivers, and reports over the channel to its parent.
 *
 * Arguments: folder of Directus' API package, `look` or `move`, the order as JSON.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { moveFiles, survey } from '../lib/storage/move-files.js';
import { Problem } from '../lib/problem.js';

/**
 * @import { Knex } from 'knex'
 * @import { Message } from '../lib/fork-inside.js'
 * @import { Order } from '../lib/storage/types.d.ts'
 */

const [, , api = '', step = '', text = '{}'] = process.argv;

/** @param {Message} message */
const tell = (message) => void process.send?.(message);

// Whoever is gone may start another move, and two at once would be in each other's way.
process.once('disconnect', () => process.exit(1));

/** @type {Message} */
let end;
try {
  end = { result: await work() };
} catch (error) {
  end =
    error instanceof Problem
      ? { problem: error.message }
      : { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
process.send?.(end, undefined, undefined, () => process.exit(0));

async function work() {
  /** @type {{ default: () => Knex }} */
  const { default: getDatabase } = await import(pathToFileURL(join(api, 'dist/database/index.js')).href);
  /** @type {Order} */
  const order = JSON.parse(text);
  if (step === 'look') return survey(getDatabase(), api, order);
  return moveFiles(getDatabase(), api, order, {
    at: (at) => tell({ at }),
    line: (line) => tell({ line }),
  });
}
