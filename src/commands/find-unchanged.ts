import { contentHash } from '../domain/content-hash.js';
import type { Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { mayRead } from '../directus/readable.js';
import { isSameLine, newestWithHash, readHead } from '../store/lines.js';
import { readVersions } from '../store/versions.js';
import { digestsOf } from './content.js';
import { assertMayRefer, assertTasksFit } from './assert-references.js';
import type { RecordInput } from './record-input.js';

/**
 * Finds, for each requested `sync`, the parent that has the very same content: such a sync brings nothing new.
 * Only a sync asked for by name counts; two equal outputs of an agent are two versions.
 *
 * Looks without a lock: if the parent is replaced in the meantime, it was still unchanged when we looked.
 *
 * @returns the unchanged parents by the id of the request
 * @throws Forbidden, InvalidPayload for references that would be refused if there were something to record
 */
export async function findUnchanged(
  host: Host,
  caller: Caller,
  inputs: RecordInput[],
): Promise<Map<string, Version>> {
  const unchanged = new Map<string, Version>();
  for (const [index, input] of inputs.entries()) {
    if (input.change_origin !== 'sync') continue;
    const parent = await parentOf(host, input);
    if (parent?.content_hash == null) continue;
    const earlier = inputs.slice(0, index).filter((other) => !unchanged.has(other.id));
    if (buildsOnEarlier(input, parent, earlier)) continue;
    const digests = await digestsOf(
      host,
      caller,
      host.database,
      input.files.map((file) => file.file_id),
    );
    const files = input.files.map((file) => ({ ...file, sha256: digests.get(file.file_id) ?? '' }));
    if (contentHash({ value: input.value, files }) !== parent.content_hash) continue;
    const isReadable = await mayRead(host, caller, 'artifact_versions', [parent.id], host.database);
    if (isReadable) unchanged.set(input.id, parent);
  }
  const answered = inputs.filter((input) => unchanged.has(input.id));
  await assertMayRefer(host, caller, host.database, answered);
  await assertTasksFit(host.database, answered);
  return unchanged;
}

/** A new version of the same request is newer than the newest that is stored; an approved one wins over both. */
function buildsOnEarlier(input: RecordInput, stored: Version, earlier: RecordInput[]): boolean {
  if (input.parent_id || input.parent_hash || stored.status === 'approved') return false;
  return earlier.some((other) => isSameLine(other, input));
}

async function parentOf({ database }: Host, input: RecordInput): Promise<Version | null> {
  const id =
    input.parent_id ??
    (input.parent_hash
      ? await newestWithHash(database, input, input.parent_hash)
      : (await readHead(database, input)).parent?.id);
  const [parent] = id ? await readVersions(database, [id]) : [];
  if (parent === undefined || !isSameLine(parent, input)) return null;
  // A contradiction is no unchanged parent: recording it says what is wrong.
  return input.parent_hash && parent.content_hash !== input.parent_hash ? null : parent;
}
