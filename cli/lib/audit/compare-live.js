import { hashesTo } from '../../../audit-format/chain.js';
import { livePages } from './live-log.js';

/** @typedef {import('./statement.js').Log} Log */

/**
 * Compares a signed log with the one that an instance has now, which must begin with it.
 *
 * @param {import('../connection.js').Connection} connection
 * @param {Log} log
 * @param {(entries: number) => void} onEntries told how many were compared
 * @returns {Promise<{ flaw: string | null, newer: number }>} flaw: the first entry that is another one now or is gone;
 *   newer: entries that have come since
 */
export async function compareWithLive(connection, log, onEntries) {
  let compared = 0;
  let newer = 0;
  for await (const page of livePages(connection, log.project_id)) {
    for (const live of page) {
      const signed = log.entries[compared];
      if (signed === undefined) {
        newer += 1;
        continue;
      }
      if (live.sequence !== signed.sequence) return missing(signed.sequence);
      // Whoever changes an entry may leave its hash alone.
      if (live.entry_hash !== signed.entry_hash || !hashesTo(live))
        return { flaw: `Entry ${signed.sequence} is not the one that was signed.`, newer: 0 };
      compared += 1;
    }
    onEntries(compared);
  }
  const next = log.entries[compared];
  return next === undefined ? { flaw: null, newer } : missing(next.sequence);
}

/** @param {number} sequence */
const missing = (sequence) => ({ flaw: `Entry ${sequence}, which was signed, is gone.`, newer: 0 });
