import { createHash } from 'node:crypto';
import serialize from 'canonicalize';

/**
 * An entry of the audit log: dates as ISO 8601 with milliseconds and `Z`, JSON parsed.
 *
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} artifact_version_id
 * @property {string | number} project_id
 * @property {string | number | null} task_id
 * @property {string} action
 * @property {string | null} actor_id
 * @property {string} actor_type
 * @property {string | null} reason
 * @property {unknown} feedback
 * @property {string | null} content_hash
 * @property {number | null} context_version
 * @property {string | null} decision_id
 * @property {number} sequence
 * @property {string | null} previous_entry_hash
 * @property {string} entry_hash
 * @property {string} date_created
 */

/**
 * The end of a chain: sequence 0 and no hash before the first entry.
 *
 * @typedef {{ sequence: number, entry_hash: string | null }} ChainHead
 */

/**
 * What a check of the chain found. `entries` is the number of entries looked at.
 *
 * @typedef {{
 *   valid: boolean, entries: number, first_broken: { sequence: number, id: string, reason: string } | null,
 * }} ChainReport
 */

/** Names the format in the hashed bytes, so that a later format can never give the same hash by accident. */
const FORMAT = 'artifact-approval:v1\n';

/**
 * Everything that an entry says, as it is hashed: ids as text, whatever type their column has.
 *
 * @param {Omit<Entry, 'entry_hash'>} entry
 */
export function hashedFields(entry) {
  return {
    id: entry.id,
    artifact_version_id: entry.artifact_version_id,
    project_id: text(entry.project_id),
    task_id: text(entry.task_id),
    action: entry.action,
    actor_id: entry.actor_id,
    actor_type: entry.actor_type,
    reason: entry.reason,
    feedback: entry.feedback,
    content_hash: entry.content_hash,
    context_version: entry.context_version,
    decision_id: entry.decision_id,
    sequence: entry.sequence,
    previous_entry_hash: entry.previous_entry_hash,
    date_created: entry.date_created,
  };
}

/**
 * Hash of everything that an entry says: SHA-256 over its canonical JSON (RFC 8785), lower-case hex.
 *
 * @param {Omit<Entry, 'entry_hash'>} entry
 * @returns {string}
 * @throws {Error} for text that has no canonical form
 */
export function entryHash(entry) {
  return createHash('sha256')
    .update(FORMAT + String(serialize(hashedFields(entry))), 'utf8')
    .digest('hex');
}

/** @param {string | number | null} id */
function text(id) {
  return id === null ? null : String(id);
}

/**
 * Checks that entries are whole, in place and unchanged.
 *
 * @param {Entry[]} entries of one project, ascending: the whole chain, or one page of it
 * @param {ChainHead} [start] the entry before the page; left out for the beginning of the chain
 * @returns {ChainReport}
 */
export function verifyChain(entries, start = { sequence: 0, entry_hash: null }) {
  let previous = start;
  for (const entry of entries) {
    const reason = flawOf(entry, previous);
    if (reason !== null) {
      const { sequence, id } = entry;
      return { valid: false, entries: entries.length, first_broken: { sequence, id, reason } };
    }
    previous = entry;
  }
  return { valid: true, entries: entries.length, first_broken: null };
}

/**
 * @param {Entry} entry
 * @param {ChainHead} previous
 */
function flawOf(entry, previous) {
  if (entry.sequence !== previous.sequence + 1) {
    return `The entry should have sequence ${previous.sequence + 1}: one was removed, added or renumbered.`;
  }
  if (entry.previous_entry_hash !== previous.entry_hash) {
    return 'The entry does not follow from the one before it: one of the two was replaced.';
  }
  return hashesTo(entry) ? null : 'The entry was changed after it was written: its hash no longer fits.';
}

/**
 * Text that only tampering could have put there may have no canonical form: then nothing hashes to it.
 *
 * @param {Entry} entry
 */
export function hashesTo(entry) {
  try {
    return entryHash(entry) === entry.entry_hash;
  } catch {
    return false;
  }
}
