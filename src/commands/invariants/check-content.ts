import { contentHash } from '../../domain/content-hash.js';
import type { Key, VersionFile } from '../../domain/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { isArchiveUnreadable } from '../../errors/is-archive-unreadable.js';
import { readContents, type StoredContent, type Violation, violation } from '../../store/invariants/index.js';
import { filesOf } from '../content.js';
import { unpackValue } from '../read-values.js';
import { type FileBytes, fromStorage, isMisremembered, type ReadBytes, surveyFiles } from './file-bytes.js';

const PAGE = 50; // values of up to a megabyte each

interface Flaw {
  invariant: 'I7' | 'I8';
  detail: string;
}

/**
 * I7 and I8, as far as content goes: recomputes every content hash from the value and from the bytes of the files.
 *
 * Runs in no transaction, which would keep all others waiting on SQLite while files are read. Content that
 * does not fit is looked at a second time, so that an edit that came in between is not taken for damage.
 */
export async function checkContent(
  host: Host,
  caller: Caller,
  projectId: Key | undefined,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  const surveyed = await surveyFiles(host, caller, projectId);
  const anew = fromStorage(host, caller);
  for (let after: string | null = null; ;) {
    const page: StoredContent[] = await readContents(host.database, { after, limit: PAGE, projectId });
    const ids = (await examine(host, caller, page, surveyed)).map(({ version_id }) => version_id ?? '');
    if (ids.length > 0) {
      violations.push(...(await examine(host, caller, await readContents(host.database, { ids }), anew)));
    }
    after = page.at(-1)?.version_id ?? null;
    if (page.length < PAGE) return violations;
  }
}

async function examine(
  host: Host,
  caller: Caller,
  page: StoredContent[],
  readBytes: ReadBytes,
): Promise<Violation[]> {
  const { contents, damage } = await readArchives(host, caller, page);
  const files = await filesOf(
    host.database,
    contents.map(({ version_id, primary_file_id }) => ({ id: version_id, primary_file_id })),
  );
  const fileIds = new Set([...files.values()].flatMap((list) => list.map(({ file_id }) => file_id)));
  const bytes = await readBytes([...fileIds]);
  return contents.flatMap((version) => {
    const flaw =
      damage.get(version.version_id) ?? flawOf(version, files.get(version.version_id) ?? [], bytes);
    if (flaw === null) return [];
    return [violation(flaw.invariant, version, flaw.detail)];
  });
}

/** The same with the values that were archived, as far as their files can be read. */
async function readArchives(
  host: Host,
  caller: Caller,
  page: StoredContent[],
): Promise<{ contents: StoredContent[]; damage: Map<string, Flaw> }> {
  const damage = new Map<string, Flaw>();
  const contents: StoredContent[] = [];
  for (const version of page) {
    const { version_id: id, archive_file_id } = version;
    if (archive_file_id === null) {
      contents.push(version);
      continue;
    }
    try {
      const { value } = await unpackValue(host, caller, { id, archive_file_id });
      contents.push({ ...version, value });
    } catch (error) {
      if (!isArchiveUnreadable(error)) throw error;
      contents.push(version);
      damage.set(id, { invariant: 'I7', detail: error.message });
    }
  }
  return { contents, damage };
}

function flawOf(
  version: StoredContent,
  files: { file_id: string; primary: boolean }[],
  bytes: Map<string, FileBytes>,
): Flaw | null {
  if (version.content_hash === null) {
    const mayLackIt = version.adopted || !version.sealed;
    return mayLackIt ? null : { invariant: 'I8', detail: 'The version is sealed without a content hash.' };
  }
  const changed = contentFlaw(version, files, bytes);
  if (changed !== null) return { invariant: version.sealed ? 'I7' : 'I8', detail: changed };
  const wrong = files.filter(({ file_id }) => isMisremembered(bytes.get(file_id)));
  if (wrong.length === 0) return null;
  const ids = wrong.map(({ file_id }) => file_id).join(', ');
  return { invariant: 'I8', detail: `A digest is remembered that the bytes do not have: file ${ids}.` };
}

function contentFlaw(
  version: StoredContent,
  files: { file_id: string; primary: boolean }[],
  bytes: Map<string, FileBytes>,
): string | null {
  if (!version.readable) return 'The value is not JSON.';
  const digested: VersionFile[] = [];
  for (const file of files) {
    const sha256 = bytes.get(file.file_id)?.sha256;
    if (sha256 == null) return `The bytes of file ${file.file_id} are missing or cannot be read.`;
    digested.push({ ...file, sha256 });
  }
  const hash = hashOf(version, digested);
  if (hash === version.content_hash) return null;
  const changed = files.filter(({ file_id }) => isMisremembered(bytes.get(file_id)));
  const where = changed.length === 0 ? '' : ` The bytes changed of file ${changed[0]?.file_id ?? ''}.`;
  return `The content has hash ${hash ?? 'none'}, but ${version.content_hash ?? ''} is stored.${where}`;
}

/** Text that only tampering could have put there has no canonical form. */
function hashOf(version: StoredContent, files: VersionFile[]): string | null {
  try {
    return contentHash({ value: version.value, files });
  } catch {
    return null;
  }
}
