import { ArchiveDamaged } from '../../archive-format/archive-damaged.js';
import { Problem } from './problem.js';

/** @import { Message } from './fork-inside.js' */

/**
 * Tells the process that has forked this one.
 *
 * @param {Message} message
 */
export const tell = (message) => void process.send?.(message);

/**
 * Does the work of a script of `cli/inside`, and tells the parent how it ends.
 *
 * @param {() => Promise<unknown>} work
 */
export async function reportToParent(work) {
  // Whoever is gone may start the same again, and two at once would be in each other's way.
  process.once('disconnect', () => process.exit(1));
  /** @type {Message} */
  let end;
  try {
    // Nothing would be lost on the way, and taken for a process that was ended.
    end = { result: (await work()) ?? null };
  } catch (error) {
    end =
      error instanceof Problem || error instanceof ArchiveDamaged
        ? { problem: error.message }
        : { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(end, undefined, undefined, () => process.exit(0));
}
