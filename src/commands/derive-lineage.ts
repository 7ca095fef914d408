import type { Knex } from 'knex';
import { childLineage, type Lineage, orphanLineage, rootLineage } from '../domain/lineage.js';
import type { Sha256, Version } from '../domain/words.js';
import { findWindowStart } from '../store/lineage.js';
import type { Parent } from './find-parent.js';

const NO_PARENTS = { parent_id: null, parent_hash: null, merge_parent_id: null };

/**
 * Parent columns and lineage columns of a new version.
 *
 * @param child `prepared`: versions of the same request that are not in the database yet; `windowStarts`: what was
 *   looked up for the children of stored parents, by the id of the parent
 */
export async function lineageOf(
  trx: Knex.Transaction,
  child: {
    id: string;
    parent: Parent;
    hash: Sha256;
    prepared?: Version[];
    windowStarts?: Map<string, string | null>;
  },
): Promise<
  Pick<
    Version,
    | 'parent_id'
    | 'parent_hash'
    | 'merge_parent_id'
    | 'version_lineage'
    | 'lineage_depth'
    | 'lineage_jump_id'
    | 'generation'
  >
> {
  const { parent, hash, prepared = [] } = child;
  if (parent === null) {
    return { ...NO_PARENTS, ...columns(rootLineage(hash), child.id) };
  }
  if ('hash' in parent) {
    return { ...NO_PARENTS, parent_hash: parent.hash, ...columns(orphanLineage(parent.hash, hash), null) };
  }
  const lineage = childLineage({ parent: parent.version, mergeParent: parent.merged, hash });
  const { jump } = lineage;
  const known = child.windowStarts?.get(parent.version.id);
  const start =
    jump.kind === 'ancestor'
      ? (known ??
        (await findWindowStart(trx, { parentId: storedAncestor(parent.version, prepared), ...jump })))
      : jump.kind === 'row'
        ? jump.id
        : child.id;
  return {
    parent_id: parent.version.id,
    parent_hash: parent.version.content_hash,
    merge_parent_id: parent.merged?.id ?? null,
    ...columns(lineage, start),
  };
}

/**
 * Where a walk in the database can begin: a full window reaches back further than any request has versions, so this
 * is still below the row that is looked for.
 */
function storedAncestor(parent: Version, prepared: Version[]): string {
  const own = new Map(prepared.map((version) => [version.id, version.parent_id]));
  let id = parent.id;
  for (let above = own.get(id); above; above = own.get(id)) id = above;
  return id;
}

function columns(
  lineage: Lineage,
  jump: string | null,
): Pick<Version, 'version_lineage' | 'lineage_depth' | 'lineage_jump_id' | 'generation'> {
  const { version_lineage, lineage_depth, generation } = lineage;
  return { version_lineage, lineage_depth, generation, lineage_jump_id: jump };
}
