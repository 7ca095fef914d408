import { contentHash } from '../domain/content-hash.js';
import { sameInputs } from '../domain/staleness/inputs.js';
import type { Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { readableAmong } from '../directus/readable.js';
import { isSameLine, lineName, newestWithHashes, placeName, readHeads } from '../store/lines.js';
import { readVersions } from '../store/versions.js';
import { digestsOf } from './content.js';
import { assertMayRefer, assertTasksFit } from './assert-references.js';
import { namedPlace } from './possible-parents.js';
import type { RecordInput } from './record-input.js';
import { resolveInputs } from './staleness/resolve-inputs.js';

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
  const equal = await equalParents(host, caller, inputs);
  const ids = [...equal.values()].map((parent) => parent.id);
  const readable = await readableAmong(host, caller, 'artifact_versions', ids, host.database);
  const unchanged = new Map<string, Version>();
  for (const [index, input] of inputs.entries()) {
    const parent = equal.get(input.id);
    if (parent === undefined || !readable.has(parent.id)) continue;
    const earlier = inputs.slice(0, index).filter((other) => !unchanged.has(other.id));
    if (!buildsOnEarlier(input, parent, earlier)) unchanged.set(input.id, parent);
  }
  for (const id of await madeFromOthers({ host, caller }, inputs, unchanged)) unchanged.delete(id);
  const answered = inputs.filter((input) => unchanged.has(input.id));
  await assertMayRefer(host, caller, host.database, answered);
  await assertTasksFit(host.database, answered);
  return unchanged;
}

/**
 * Those that were made from other versions than the parent: the same content, but no longer out of date. Without this,
 * what was made again and came out the same could never say so.
 */
async function madeFromOthers(
  { host, caller }: { host: Host; caller: Caller },
  inputs: RecordInput[],
  unchanged: Map<string, Version>,
): Promise<string[]> {
  const saying = inputs.filter((input) => input.inputs !== undefined && unchanged.has(input.id));
  if (saying.length === 0) return [];
  const { of } = await resolveInputs({ host, caller, trx: host.database }, saying);
  return saying
    .filter(({ id }) => !sameInputs(of.get(id) ?? [], unchanged.get(id)?.inputs ?? null))
    .map(({ id }) => id);
}

/** A new version of the same request is newer than the newest that is stored; an approved one wins over both. */
function buildsOnEarlier(input: RecordInput, stored: Version, earlier: RecordInput[]): boolean {
  if (input.parent_id || input.parent_hash || stored.status === 'approved') return false;
  return earlier.some((other) => isSameLine(other, input));
}

/** The stored parents of syncs that have the same content as those, by the id of the request. */
async function equalParents(
  host: Host,
  caller: Caller,
  inputs: RecordInput[],
): Promise<Map<string, Version>> {
  const parents = await storedParents(
    host,
    inputs.filter((input) => input.change_origin === 'sync'),
  );
  const hashed = inputs.filter((input) => parents.get(input.id)?.content_hash != null);
  const fileIds = hashed.flatMap((input) => input.files.map((file) => file.file_id));
  const digests = await digestsOf(host, caller, host.database, fileIds);
  const equal = new Map<string, Version>();
  for (const input of hashed) {
    const parent = parents.get(input.id);
    const files = input.files.map((file) => ({ ...file, sha256: digests.get(file.file_id) ?? '' }));
    const hash = contentHash({ value: input.value, files });
    if (hash === parent?.content_hash) equal.set(input.id, parent);
  }
  return equal;
}

/** What versions would build on if nothing were recorded before them, by the id of the request. */
async function storedParents({ database }: Host, inputs: RecordInput[]): Promise<Map<string, Version>> {
  const heads = await readHeads(
    database,
    inputs.filter((input) => !input.parent_id && !input.parent_hash),
  );
  const newest = await newestWithHashes(database, inputs.flatMap(namedPlace));
  const idOf = (input: RecordInput): string | undefined => {
    const [place] = namedPlace(input);
    if (place !== undefined) return newest.get(placeName(place));
    // To PostgreSQL a uuid in capitals is the same.
    return input.parent_id?.toLowerCase() ?? heads.get(lineName(input))?.parent?.id;
  };
  const ids = inputs.flatMap((input) => idOf(input) ?? []);
  const versions = new Map((await readVersions(database, ids)).map((version) => [version.id, version]));
  const parents = new Map<string, Version>();
  for (const input of inputs) {
    const parent = versions.get(idOf(input) ?? '');
    if (parent === undefined || !isSameLine(parent, input)) continue;
    // A contradiction is no unchanged parent: recording it says what is wrong.
    if (input.parent_hash && parent.content_hash !== input.parent_hash) continue;
    parents.set(input.id, parent);
  }
  return parents;
}
