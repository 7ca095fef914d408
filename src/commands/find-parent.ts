import type { Knex } from 'knex';
import type { Sha256, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { mayRead } from '../directus/readable.js';
import { InvalidPayload, ParentMismatch, ParentNotFound } from '../errors/index.js';
import { isSameLine, type LineHead, lineOf, newestWithHash } from '../store/lines.js';
import { lockVersions } from '../store/versions.js';
import { refreshHashes } from './content.js';
import type { RecordInput } from './record-input.js';

/** What a new version builds on: a row (two for a merge), only a hash (an orphan), or nothing (a root). */
export type Parent = { version: Version; merged: Version | null } | { hash: Sha256 } | null;

/**
 * Finds what a new version builds on, and locks it with its hash brought up to date: recording a child seals it.
 *
 * @param given.prepared versions of the same request that are not in the database yet
 * @param given.head what the line has in the database
 * @throws ParentNotFound when the named parent is not in the line (and no orphan was asked for)
 * @throws ParentMismatch when `parent_id` is of another line or does not have `parent_hash`
 * @throws InvalidPayload when a deployment, which starts anew, names a parent
 */
export async function findParent(
  context: { host: Host; caller: Caller; trx: Knex.Transaction },
  input: RecordInput,
  { prepared, head }: { prepared: Version[]; head: LineHead },
): Promise<Parent> {
  const named = input.parent_id ?? input.parent_hash ?? null;
  if (input.change_origin === 'deployment') {
    if (named === null) return null;
    throw new InvalidPayload({
      field: input.parent_id ? 'parent_id' : 'parent_hash',
      reason:
        'A deployment starts a new lineage and has no parent; leave the parent out, or choose another origin',
    });
  }
  const found = await lookUp(context, input, { prepared, head });
  if (found === null) {
    if (named === null) return null;
    if (input.allow_orphan && input.parent_hash && !input.parent_id) return { hash: input.parent_hash };
    throw new ParentNotFound({ parent: named });
  }
  const parent = await lockAndHash(context, found);
  if (input.parent_hash && parent.content_hash !== input.parent_hash) {
    throw new ParentMismatch({ reason: `The version ${parent.id} does not have the content "parent_hash"` });
  }
  return { version: parent, merged: await findMerged(context, input, prepared) };
}

/** The second parent of a merge, locked and hashed like the first: it is sealed as well. */
async function findMerged(
  context: { host: Host; caller: Caller; trx: Knex.Transaction },
  input: RecordInput,
  prepared: Version[],
): Promise<Version | null> {
  if (input.merge_parent_id === undefined) return null;
  const named = { ...input, parent_id: input.merge_parent_id };
  const merged = await lookUp(context, named, { prepared, head: null });
  if (merged === null) throw new ParentNotFound({ parent: input.merge_parent_id });
  return lockAndHash(context, merged);
}

/**
 * The id of what a version builds on, or that row itself if it is of this request. What the caller names and may not
 * read is not there: who may record but not read would otherwise find out by guessing.
 */
async function lookUp(
  { host, caller, trx }: { host: Host; caller: Caller; trx: Knex.Transaction },
  input: RecordInput,
  { prepared, head }: { prepared: Version[]; head: LineHead | null },
): Promise<string | Version | null> {
  const siblings = prepared.filter((version) => isSameLine(version, input));
  const isVisible = (id: string) => mayRead(host, caller, 'artifact_versions', [id], trx);
  if (input.parent_id) {
    const own = prepared.find((version) => version.id === input.parent_id);
    const line = own ?? (await lineOf(trx, input.parent_id));
    if (line === null || (own === undefined && !(await isVisible(input.parent_id)))) return null;
    if (isSameLine(line, input)) return own ?? input.parent_id;
    throw new ParentMismatch({
      reason: `The version ${input.parent_id} belongs to another schema key or project`,
    });
  }
  if (input.parent_hash) {
    const sibling = siblings.findLast((version) => version.content_hash === input.parent_hash);
    if (sibling !== undefined) return sibling;
    const stored = await newestWithHash(trx, input, input.parent_hash);
    return stored !== null && (await isVisible(stored)) ? stored : null;
  }
  const stored = head?.parent ?? null;
  return stored?.approved === true ? stored.id : (siblings.at(-1) ?? stored?.id ?? null);
}

/** Versions of this very request are complete already and nobody else can see them. */
async function lockAndHash(
  { host, caller, trx }: { host: Host; caller: Caller; trx: Knex.Transaction },
  found: string | Version,
): Promise<Version> {
  if (typeof found !== 'string') return found;
  const [fresh] = await refreshHashes(host, caller, trx, await lockVersions(trx, [found]));
  if (fresh === undefined) throw new ParentNotFound({ parent: found });
  return fresh;
}
