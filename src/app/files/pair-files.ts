import type { FileChangeRow, StoredFile } from '../registry/rows.js';

/** A file of the proposed version beside the one it takes the place of. */
export interface FilePair {
  before: StoredFile | null;
  after: StoredFile | null;
  primary: boolean;
  change: 'same' | FileChangeRow['op'];
  /** SHA-256 of the bytes on each side, where the comparison named it. */
  beforeSha256: string | null;
  afterSha256: string | null;
}

/** The files of a version: the main file first, each once. */
export interface VersionFiles {
  primary_file_id: StoredFile | null;
  files: { directus_files_id: StoredFile }[];
}

/**
 * Pairs the files of two versions as the server has compared them. Files that it does not mention are the same on
 * both sides.
 */
export function pairFiles(
  after: VersionFiles,
  before: VersionFiles | null,
  changes: readonly FileChangeRow[],
): FilePair[] {
  const now = filesById(after);
  const old = before === null ? new Map<string, StoredFile>() : filesById(before);
  const pairs = changes.map((change): FilePair => {
    const [was, is] = [change.before, change.after];
    if (was !== undefined) old.delete(was.file_id);
    const file = is === undefined ? undefined : now.get(is.file_id);
    if (is !== undefined) now.delete(is.file_id);
    return {
      before: was === undefined ? null : (fileOf(before, was.file_id) ?? null),
      after: file ?? null,
      primary: (is ?? was)?.role === 'primary',
      change: change.op,
      beforeSha256: was?.sha256 ?? null,
      afterSha256: is?.sha256 ?? null,
    };
  });
  for (const file of now.values())
    pairs.push({
      before: file,
      after: file,
      primary: after.primary_file_id?.id === file.id,
      change: 'same',
      beforeSha256: null,
      afterSha256: null,
    });
  return pairs.sort((a, b) => Number(b.primary) - Number(a.primary));
}

/** The files of a version in their order, the main one first. */
export function filesById({ primary_file_id: primary, files }: VersionFiles): Map<string, StoredFile> {
  const all = files.map((link) => link.directus_files_id);
  return new Map((primary === null ? all : [primary, ...all]).map((file) => [file.id, file]));
}

function fileOf(version: VersionFiles | null, id: string): StoredFile | undefined {
  return version === null ? undefined : filesById(version).get(id);
}
