import { filesPrefix } from '../domain/merge/file-slots.js';
import type { FileConflict, MergeFile } from '../domain/merge/file-outcome.js';
import type { Taken, ValueConflict } from '../domain/merge/merge-outcome.js';
import type { LineConflict } from '../domain/merge/merge-text.js';
import { mergeValues } from '../domain/merge/merge-values.js';
import { summarizeMerge } from '../domain/merge/summarize-merge.js';
import type { Json } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { InvalidPayload, NoCommonAncestor, ParentMismatch } from '../errors/index.js';
import { commonAncestors } from './find-common-ancestor.js';
import { type MergedText, mergeVersionFiles } from './merge-version-files.js';
import { readContents, type VersionContent } from './read-content.js';
import { readResolutions } from './read-resolutions.js';

/** What is to be merged, and how its conflicts are to be settled. */
export interface MergeQuestion {
  oursId: string;
  theirsId: string;
  /** What both are compared with; null: their best common ancestor. */
  baseId: string | null;
  /** By path: `ours`, `theirs`, or a value. */
  resolutions: ReadonlyMap<string, Json>;
}

/** A place that both sides changed differently; for a text, with the lines. */
export type MergeConflictDetail =
  ValueConflict | (Omit<FileConflict, 'mergedName'> & { lines?: LineConflict[] });

/** The outcome of a merge, as far as it goes without writing anything. */
export interface MergePlan {
  ours: VersionContent;
  theirs: VersionContent;
  base: VersionContent;
  /** Every equally good common ancestor; empty if the base was named. */
  bases: string[];
  value: Json;
  /** Files in their order. A merged text has no file yet: its id is the key of `texts`. */
  files: MergeFile[];
  texts: Map<string, MergedText>;
  /** The open ones. */
  conflicts: MergeConflictDetail[];
  taken: Taken[];
  summary: string;
}

/**
 * Merges two versions of a line, as the caller may read them, and writes nothing.
 *
 * @throws Forbidden when a version or one of its files is missing or unreadable
 * @throws ParentMismatch when the two are of different lines
 * @throws NoCommonAncestor when they have none and no base is named
 * @throws InvalidPayload for a version with itself, a base of another line, or a resolution without its conflict
 */
export async function planMerge(host: Host, caller: Caller, question: MergeQuestion): Promise<MergePlan> {
  const { ours, theirs, base, bases } = await readSides(host, caller, question);
  const sides = { base: base.version.value, ours: ours.version.value, theirs: theirs.version.value };
  const prefix = filesPrefix(Object.values(sides));
  const resolutions = await readResolutions(host, caller, { given: question.resolutions, prefix });
  const values = mergeValues({ ...sides, resolutions: resolutions.values });
  const files = await mergeVersionFiles(host, caller, {
    base: base.files,
    ours: ours.files,
    theirs: theirs.files,
    prefix,
    resolutions: resolutions.files,
  });
  assertAllUsed(question.resolutions, [...values.resolved, ...files.resolved]);
  const taken = [...values.taken, ...files.taken];
  return {
    ours,
    theirs,
    base,
    bases,
    value: values.value,
    files: files.files,
    texts: files.texts,
    conflicts: [...values.conflicts, ...files.conflicts],
    taken,
    summary: summarizeMerge({
      ours: ours.version.version_number,
      theirs: theirs.version.version_number,
      base: base.version.version_number,
      taken,
    }),
  };
}

async function readSides(
  host: Host,
  caller: Caller,
  { oursId, theirsId, baseId }: MergeQuestion,
): Promise<Pick<MergePlan, 'ours' | 'theirs' | 'base' | 'bases'>> {
  if (oursId === theirsId) {
    throw new InvalidPayload({ field: 'theirs_id', reason: 'A version cannot be merged with itself' });
  }
  const [ours, theirs] = await readContents(host, caller, [oursId, theirsId]);
  if (ours === undefined || theirs === undefined) throw new Error('Two versions asked for, two read');
  if (!sameLine(ours, theirs)) {
    throw new ParentMismatch({ reason: 'The two versions belong to different schema keys or projects' });
  }
  const bases = baseId === null ? await commonAncestors(host.database, ours.version, theirs.version) : [];
  const chosen = baseId ?? bases[0];
  if (chosen === undefined) throw new NoCommonAncestor({ ours_id: oursId, theirs_id: theirsId });
  const [base] = await readContents(host, caller, [chosen]);
  if (base === undefined) throw new Error('One version asked for, one read');
  if (!sameLine(ours, base)) {
    throw new InvalidPayload({
      field: 'base_id',
      reason: '"base_id" names a version of another schema key or project',
    });
  }
  return { ours, theirs, base, bases };
}

function sameLine({ version: a }: VersionContent, { version: b }: VersionContent): boolean {
  return a.schema_key === b.schema_key && String(a.project_id) === String(b.project_id);
}

/** A resolution that settles nothing was made for another state of things. */
function assertAllUsed(given: ReadonlyMap<string, Json>, used: string[]): void {
  const unused = [...given.keys()].find((path) => !used.includes(path));
  if (unused === undefined) return;
  throw new InvalidPayload({
    field: `resolutions.${unused}`,
    reason: `"resolutions" names ${JSON.stringify(unused)}, where there is no conflict`,
  });
}
