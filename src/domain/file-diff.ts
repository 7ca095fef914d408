import { identifySlots } from './merge/file-slots.js';
import type { MergeFile } from './merge/file-outcome.js';

/** One difference between the files of two versions. */
export interface FileChange {
  /** The file's slot (see `identifySlots`). */
  path: string;
  /** `rename`: the primary file has the same content under another name. */
  op: 'add' | 'remove' | 'replace' | 'rename';
  before?: MergeFile;
  after?: MergeFile;
}

/**
 * What changed from one version's files to another's, by the rules of the merge: the primary file, and the others by
 * name. Files with an equal digest are equal. A new order alone is no change of a file.
 *
 * @param prefix first step of every path, from `filesPrefix`
 */
export function diffFiles(before: MergeFile[], after: MergeFile[], prefix: string): FileChange[] {
  const old = identifySlots(before, prefix);
  const now = identifySlots(after, prefix);
  const changes: FileChange[] = [];
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(path), now.get(path)];
    if (was === undefined && is !== undefined) changes.push({ path, op: 'add', after: is });
    else if (was !== undefined && is === undefined) changes.push({ path, op: 'remove', before: was });
    else if (was !== undefined && is !== undefined) {
      if (was.sha256 !== is.sha256) changes.push({ path, op: 'replace', before: was, after: is });
      else if (was.name !== is.name) changes.push({ path, op: 'rename', before: was, after: is });
    }
  }
  return changes;
}
