import type { MergeFile } from '../../domain/merge/file-outcome.js';
import type { ConflictReason, Sides } from '../../domain/merge/merge-outcome.js';
import type { Json } from '../../domain/words.js';

/** A place that both sides changed, as the server reports it: of the value, or a file's. */
export interface Conflict extends Sides<Json> {
  path: string;
  reason: ConflictReason;
  /** Of a text that both sides changed: where. */
  lines?: { [side in 'base' | 'ours' | 'theirs']: { first: number; count: number } }[];
}

/** How a reviewer settles a conflict: with what one of the three has, or with a value of their own. */
export type Choice = { from: 'base' | 'ours' | 'theirs' } | { from: 'edit'; value: Json };

/** Choices by the path of their conflict. */
export type Choices = Record<string, Choice>;

export function isFile(side: Json | undefined): side is Json & MergeFile {
  return (
    typeof side === 'object' && side !== null && !Array.isArray(side) && 'file_id' in side && 'sha256' in side
  );
}

/** Whether a conflict is about a file, or the order of all files, and not about the value. */
export function isAboutFiles({ path, base, ours, theirs }: Conflict): boolean {
  return (
    /^\/\$+files(\/|$)/.test(path) && [base, ours, theirs].every((side) => side === undefined || isFile(side))
  );
}

/** What can be chosen: there has to be something in base, and an order is one of the two there are. */
export function optionsFor(conflict: Conflict): Choice['from'][] {
  const options: Choice['from'][] = ['ours', 'theirs'];
  if (conflict.reason === 'reordered') return options;
  if (conflict.base !== undefined) options.unshift('base');
  if (!isAboutFiles(conflict)) options.push('edit');
  return options;
}

/** The choices that `POST /artifacts/merges` takes as `resolutions`; conflicts without one are left out. */
export function resolutionsOf(conflicts: readonly Conflict[], choices: Choices): Record<string, Json> {
  const resolutions: [string, Json][] = [];
  for (const conflict of conflicts) {
    const choice = choices[conflict.path];
    if (choice === undefined) continue;
    if (choice.from === 'edit') resolutions.push([conflict.path, choice.value]);
    else if (choice.from !== 'base') resolutions.push([conflict.path, choice.from]);
    else if (isFile(conflict.base)) resolutions.push([conflict.path, conflict.base.file_id]);
    else if (conflict.base !== undefined) resolutions.push([conflict.path, conflict.base]);
  }
  return Object.fromEntries(resolutions);
}

/** Conflicts that are not settled yet. */
export function openConflicts(conflicts: readonly Conflict[], choices: Choices): Conflict[] {
  return conflicts.filter(({ path }) => !Object.hasOwn(choices, path));
}

/** The next open conflict behind a place in the list, round the end; null when all are settled. */
export function nextOpen(conflicts: readonly Conflict[], choices: Choices, behind: number): number | null {
  for (let step = 1; step <= conflicts.length; step++) {
    const at = (behind + step) % conflicts.length;
    const conflict = conflicts[at];
    if (conflict !== undefined && !Object.hasOwn(choices, conflict.path)) return at;
  }
  return null;
}

/** What somebody has typed as a value, or why it cannot be one. */
export type Edited = { value: Json } | { problem: 'no_json' | 'reserved' };

/** Reads a typed value. The words that name a side cannot be values of their own: the server would take the side. */
export function readEdited(text: string): Edited {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { problem: 'no_json' };
  }
  return value === 'ours' || value === 'theirs' ? { problem: 'reserved' } : { value };
}

/** Reads choices that were kept, as far as they are for these conflicts; none if they make no sense. */
export function readKept(text: string | null, conflicts: readonly Conflict[]): Choices {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
  if (typeof kept !== 'object' || kept === null) return {};
  const known = new Map<string, unknown>(Object.entries(kept));
  const fitting: [string, Choice][] = [];
  for (const conflict of conflicts) {
    const choice = known.get(conflict.path);
    if (isChoice(choice) && optionsFor(conflict).includes(choice.from)) fitting.push([conflict.path, choice]);
  }
  return Object.fromEntries(fitting);
}

function isChoice(choice: unknown): choice is Choice {
  if (typeof choice !== 'object' || choice === null || !('from' in choice)) return false;
  if (choice.from === 'edit') return 'value' in choice;
  return choice.from === 'base' || choice.from === 'ours' || choice.from === 'theirs';
}
