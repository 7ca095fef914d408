import { createHash } from 'node:crypto';
import type { FileConflict, FileResolution, MergedFiles, MergeFile } from '../domain/merge/file-outcome.js';
import { mergeFiles } from '../domain/merge/merge-files.js';
import { type LineConflict, mergeText } from '../domain/merge/merge-text.js';
import { decodeText, MAX_TEXT_BYTES } from '../domain/merge/text-lines.js';
import type { Caller, Host } from '../directus/host.js';
import { readBytes } from '../directus/read-bytes.js';

/** A text that was merged from both sides and is no file yet. */
export interface MergedText {
  text: string;
  name: string;
  /** Id of ours' file, which the new one will be like. */
  template: string;
}

/** Merged files; those whose text was merged have an id that only `texts` knows. */
export interface MergedVersionFiles extends Omit<MergedFiles, 'conflicts'> {
  conflicts: (Omit<FileConflict, 'mergedName'> & { lines?: LineConflict[] })[];
  texts: Map<string, MergedText>;
}

/** Merges the files of two versions, texts that both sides changed line by line. Writes nothing. */
export async function mergeVersionFiles(
  host: Host,
  caller: Caller,
  args: {
    base: MergeFile[];
    ours: MergeFile[];
    theirs: MergeFile[];
    prefix: string;
    resolutions: ReadonlyMap<string, FileResolution>;
  },
): Promise<MergedVersionFiles> {
  const { resolutions, ...sides } = args;
  const texts = new Map<string, MergedText>();
  const merged = new Map<string, Omit<MergeFile, 'role'>>();
  const lines = new Map<string, LineConflict[]>();
  // Without resolutions: one for a text that can be merged settles nothing.
  for (const { path, mergedName: name, base, ours, theirs } of mergeFiles(sides).conflicts) {
    if (name === null || base === undefined || ours === undefined || theirs === undefined) continue;
    const outcome = await mergeContents(host, caller, { base, ours, theirs });
    if (outcome === null) continue;
    if ('conflicts' in outcome) lines.set(path, outcome.conflicts);
    if ('text' in outcome) {
      const sha256 = createHash('sha256').update(outcome.text, 'utf8').digest('hex');
      merged.set(path, { file_id: path, name, sha256 });
      texts.set(path, { text: outcome.text, name, template: ours.file_id });
    }
  }
  const result = mergeFiles({ ...sides, merged, resolutions });
  const conflicts = result.conflicts.map(({ mergedName: _, ...conflict }) => {
    const where = lines.get(conflict.path);
    return where === undefined ? conflict : { ...conflict, lines: where };
  });
  return { ...result, conflicts, texts };
}

/** Null if one of the three is no text: then nothing can be mixed. */
async function mergeContents(
  host: Host,
  caller: Caller,
  sides: { base: MergeFile; ours: MergeFile; theirs: MergeFile },
): Promise<ReturnType<typeof mergeText> | null> {
  const texts: string[] = [];
  for (const { file_id } of [sides.base, sides.ours, sides.theirs]) {
    const file = { id: file_id, limit: MAX_TEXT_BYTES, knex: host.database };
    const bytes = await readBytes(host, caller, file);
    const text = bytes === null ? null : decodeText(bytes);
    if (text === null) return null;
    texts.push(text);
  }
  const [base = '', ours = '', theirs = ''] = texts;
  return mergeText(base, ours, theirs);
}
