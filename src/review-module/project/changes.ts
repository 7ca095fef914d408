import { diffValues, type ValueChange } from '../../domain/json-diff.js';
import type { JsonObject } from '../../domain/words.js';
import { type LiveEntry, readEntry } from './entry.js';

/** A changed key, as `GET /artifacts/projects/:id/context/diff` has it. */
export interface ContextChangeRow {
  schema_key: string;
  from: JsonObject | null;
  to: JsonObject | null;
}

/** A changed key as the page shows it. */
export interface KeyChange {
  key: string;
  kind: 'added' | 'removed' | 'replaced';
  from: LiveEntry | null;
  to: LiveEntry | null;
  /** What is different in the value, if both sides have one. */
  values: ValueChange[];
}

/** Takes a change apart: which version stood there, which one stands there, and what differs in their values. */
export function readChange({ schema_key, from, to }: ContextChangeRow): KeyChange {
  const before = from === null ? null : readEntry(from);
  const after = to === null ? null : readEntry(to);
  return {
    key: schema_key,
    kind: before === null ? 'added' : after === null ? 'removed' : 'replaced',
    from: before,
    to: after,
    values: before === null || after === null ? [] : diffValues(before.value, after.value),
  };
}

/** How many keys came, went and changed. */
export function countKinds(changes: readonly KeyChange[]): Record<KeyChange['kind'], number> {
  const counts = { added: 0, removed: 0, replaced: 0 };
  for (const { kind } of changes) counts[kind]++;
  return counts;
}
