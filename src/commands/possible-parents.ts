import type { Knex } from 'knex';
import { childLineage } from '../domain/lineage.js';
import type { Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { readableAmong } from '../directus/readable.js';
import { findWindowStarts } from '../store/lineage.js';
import {
  isSameLine,
  type Line,
  type LineHead,
  lineName,
  linesOf,
  newestWithHashes,
  type Place,
  placeName,
  readHeads,
} from '../store/lines.js';
import { lockVersions } from '../store/versions.js';
import { refreshHashes } from './content.js';
import type { RecordInput } from './record-input.js';

/** What is stored that the versions of one request may build on. */
export interface PossibleParents {
  /** By line, see {@link lineName}. */
  heads: Map<string, LineHead>;
  /** The lines of versions that were named by their id, which is in lower case here. */
  named: Map<string, Line>;
  /** The newest version with a content, by {@link placeName}. */
  newest: Map<string, string>;
  /** Locked, with the hash that holds now, by id. */
  locked: Map<string, Version>;
  /** The row at which the window of a child of that version starts, where it has to be looked for. */
  windowStarts: Map<string, string | null>;
}

/**
 * Reads and locks all that the versions of one request may build on, in a number of statements that does not depend
 * on how many these are. Some that are locked may turn out not to be built on, because a version of the same request
 * comes first; they are of lines whose project is locked anyway.
 *
 * @param open other versions that are sealed by what is recorded, and must have their hash before
 */
export async function readPossibleParents(
  context: { host: Host; caller: Caller; trx: Knex.Transaction },
  inputs: RecordInput[],
  open: string[] = [],
): Promise<PossibleParents> {
  const { host, caller, trx } = context;
  const heads = await readHeads(trx, inputs);
  const builders = inputs.filter((input) => input.change_origin !== 'deployment');
  const { named, newest } = await namedParents(context, builders);
  const ids = new Set(builders.flatMap((input) => idsOf(input, { heads, named, newest })));
  const sealing = [...new Set([...ids, ...open])];
  const rows = await refreshHashes(host, caller, trx, await lockVersions(trx, sealing));
  const locked = new Map(rows.map((version) => [version.id, version]));
  const parents = rows.filter(({ id }) => ids.has(id));
  const windowStarts = await findWindowStarts(trx, parents.flatMap(startOfChild));
  return { heads, named, newest, locked, windowStarts };
}

/**
 * What the caller names as parents. What it may not read is not there: who may record but not read would otherwise find
 * out by guessing.
 */
async function namedParents(
  { host, caller, trx }: { host: Host; caller: Caller; trx: Knex.Transaction },
  builders: RecordInput[],
): Promise<Pick<PossibleParents, 'named' | 'newest'>> {
  const named = await linesOf(
    trx,
    builders.flatMap((input) => [input.parent_id, input.merge_parent_id].filter(isGiven)),
  );
  const newest = await newestWithHashes(trx, builders.flatMap(namedPlace));
  const ids = [...named.keys(), ...newest.values()];
  const visible = await readableAmong(host, caller, 'artifact_versions', ids, trx);
  return {
    named: new Map([...named].filter(([id]) => visible.has(id))),
    newest: new Map([...newest].filter(([, id]) => visible.has(id))),
  };
}

/** The content that is named as parent, if it is by nothing else. */
export function namedPlace(input: RecordInput): Place[] {
  const { project_id, schema_key, parent_id, parent_hash } = input;
  if (parent_id || !parent_hash) return [];
  return [{ project_id, schema_key, content_hash: parent_hash }];
}

function idsOf(
  input: RecordInput,
  { heads, named, newest }: Pick<PossibleParents, 'heads' | 'named' | 'newest'>,
): string[] {
  const own = [input.parent_id, input.merge_parent_id].filter(isGiven).flatMap((given) => {
    const id = given.toLowerCase();
    const line = named.get(id);
    return line !== undefined && isSameLine(line, input) ? [id] : [];
  });
  if (input.parent_id) return own;
  const other = input.parent_hash
    ? namedPlace(input).map((place) => newest.get(placeName(place)))
    : [heads.get(lineName(input))?.parent?.id];
  return [...own, ...other.filter(isGiven)];
}

function startOfChild(
  parent: Version,
): { parentId: string; depth: number; content_hash: string; jumpOfParent: string | null }[] {
  if (parent.version_lineage === null) return [];
  // Where the window starts depends on the own hash of no child.
  const { jump } = childLineage({ parent, hash: '' });
  return jump.kind === 'ancestor' ? [{ parentId: parent.id, ...jump }] : [];
}

function isGiven(id: string | null | undefined): id is string {
  return id !== null && id !== undefined && id !== '';
}
