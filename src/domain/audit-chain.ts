import { type ChainHead, entryHash } from '../../audit-format/chain.js';
import type { ApprovalEntry } from './words.js';

// The command line checks a signed log with the same rule, where there is no server.
export { entryHash, verifyChain } from '../../audit-format/chain.js';
export type { ChainHead, ChainReport } from '../../audit-format/chain.js';

/** An entry that has no place in its chain yet. */
export type EntryDraft = Omit<ApprovalEntry, 'sequence' | 'previous_entry_hash' | 'entry_hash'>;

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
