import { createHash } from 'node:crypto';
import { canonicalize } from './canonical-json.js';
import type { ApprovalEntry, Key, Sha256 } from './words.js';

/** Names the format in the hashed bytes, so that a later format can never give the same hash by accident. */
const FORMAT = 'artifact-approval:v1\n';

/** The end of a chain: sequence 0 and no hash before the first entry. */
export interface ChainHead {
  sequence: number;
  entry_hash: Sha256 | null;
}

/** An entry that has no place in its chain yet. */
export type EntryDraft = Omit<ApprovalEntry, 'sequence' | 'previous_entry_hash' | 'entry_hash'>;

/** What a check of the chain found. */
export interface ChainReport {
  valid: boolean;
  /** Number of entries looked at. */
  entries: number;
  first_broken: { sequence: number; id: string; reason: string } | null;
}

/** Hash of everything that an entry says. Ids are hashed as strings, whatever type their column has. */
export function entryHash(entry: Omit<ApprovalEntry, 'entry_hash'>): Sha256 {
  const hashed = {
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
  return createHash('sha256')
    .update(FORMAT + canonicalize(hashed), 'utf8')
    .digest('hex');
}

function text(id: Key | null): string | null {
  return id === null ? null : String(id);
}

/** Numbers drafts on from the end of their project's chain and links each to the one before it. */
export function chainEntries(head: ChainHead, drafts: EntryDraft[]): ApprovalEntry[] {
  let previous = head;
  return drafts.map((draft) => {
    const linked = {
      ...draft,
      sequence: previous.sequence + 1,
      previous_entry_hash: previous.entry_hash,
    };
    const entry = { ...linked, entry_hash: entryHash(linked) };
    previous = entry;
    return entry;
  });
}

/**
 * Checks that entries are whole, in place and unchanged.
 *
 * @param entries of one project, ascending: the whole chain, or one page of it
 * @param start the entry before the page; left out for the beginning of the chain
 */
export function verifyChain(
  entries: ApprovalEntry[],
  start: ChainHead = { sequence: 0, entry_hash: null },
): ChainReport {
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

function flawOf(entry: ApprovalEntry, previous: ChainHead): string | null {
  if (entry.sequence !== previous.sequence + 1) {
    return `The entry should have sequence ${previous.sequence + 1}: one was removed, added or renumbered.`;
  }
  if (entry.previous_entry_hash !== previous.entry_hash) {
    return 'The entry does not follow from the one before it: one of the two was replaced.';
  }
  return hashesTo(entry) ? null : 'The entry was changed after it was written: its hash no longer fits.';
}

/** Text that only tampering could have put there may have no canonical form: then nothing hashes to it. */
function hashesTo(entry: ApprovalEntry): boolean {
  try {
    return entryHash(entry) === entry.entry_hash;
  } catch {
    return false;
  }
}
