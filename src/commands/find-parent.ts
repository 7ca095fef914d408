import type { Sha256, Version } from '../domain/words.js';
import { InvalidPayload, ParentMismatch, ParentNotFound } from '../errors/index.js';
import { isSameLine, lineName, placeName } from '../store/lines.js';
import { namedPlace, type PossibleParents } from './possible-parents.js';
import type { RecordInput } from './record-input.js';

/** What a new version builds on: a row (two for a merge), only a hash (an orphan), or nothing (a root). */
export type Parent = { version: Version; merged: Version | null } | { hash: Sha256 } | null;

/**
 * Finds what a new version builds on, locked and with its hash up to date: recording a child seals it.
 *
 * @param given.prepared versions of the same request that are not in the database yet
 * @param given.possible what is in the database
 * @throws ParentNotFound when the named parent is not in the line (and no orphan was asked for)
 * @throws ParentMismatch when `parent_id` is of another line or does not have `parent_hash`
 * @throws InvalidPayload when a deployment, which starts anew, names a parent
 */
export function findParent(
  input: RecordInput,
  given: { prepared: Version[]; possible: PossibleParents },
): Parent {
  const named = input.parent_id ?? input.parent_hash ?? null;
  if (input.change_origin === 'deployment') {
    if (named === null) return null;
    throw new InvalidPayload({
      field: input.parent_id ? 'parent_id' : 'parent_hash',
      reason:
        'A deployment starts a new lineage and has no parent; leave the parent out, or choose another origin',
    });
  }
  const found = input.parent_id ? byId(input, input.parent_id, given) : byContentOrHead(input, given);
  if (found === null) {
    if (named === null) return null;
    if (input.allow_orphan && input.parent_hash && !input.parent_id) return { hash: input.parent_hash };
    throw new ParentNotFound({ parent: named });
  }
  const version = complete(found, given);
  if (input.parent_hash && version.content_hash !== input.parent_hash) {
    throw new ParentMismatch({ reason: `The version ${version.id} does not have the content "parent_hash"` });
  }
  return { version, merged: findMerged(input, given) };
}

type Given = Parameters<typeof findParent>[1];

/** The second parent of a merge, locked and hashed like the first: it is sealed as well. */
function findMerged(input: RecordInput, given: Given): Version | null {
  if (input.merge_parent_id === undefined) return null;
  const merged = byId(input, input.merge_parent_id, given);
  if (merged === null) throw new ParentNotFound({ parent: input.merge_parent_id });
  return complete(merged, given);
}

/** The id of a named version, or that row itself if it is of this request. */
function byId(input: RecordInput, id: string, { prepared, possible }: Given): string | Version | null {
  const own = prepared.find((version) => version.id === id);
  // To PostgreSQL a uuid in capitals is the same.
  const line = own ?? possible.named.get(id.toLowerCase());
  if (line === undefined) return null;
  if (isSameLine(line, input)) return own ?? id.toLowerCase();
  throw new ParentMismatch({ reason: `The version ${id} belongs to another schema key or project` });
}

function byContentOrHead(input: RecordInput, { prepared, possible }: Given): string | Version | null {
  const siblings = prepared.filter((version) => isSameLine(version, input));
  const [place] = namedPlace(input);
  if (place !== undefined) {
    const sibling = siblings.findLast((version) => version.content_hash === place.content_hash);
    return sibling ?? possible.newest.get(placeName(place)) ?? null;
  }
  const stored = possible.heads.get(lineName(input))?.parent ?? null;
  return stored?.approved === true ? stored.id : (siblings.at(-1) ?? stored?.id ?? null);
}

/** Versions of this very request are complete already and nobody else can see them. */
function complete(found: string | Version, { possible }: Given): Version {
  if (typeof found !== 'string') return found;
  const version = possible.locked.get(found);
  if (version === undefined) throw new ParentNotFound({ parent: found });
  return version;
}
