import type { Knex } from 'knex';
import type { Sha256 } from '../domain/words.js';

/** The row a full window starts at: an ancestor of `parentId` at `depth` on its first-parent line. */
export interface WindowStart {
  parentId: string;
  depth: number;
  content_hash: Sha256;
  /** Row at which the parent's own window starts, if known. */
  jumpOfParent: string | null;
}

/**
 * Finds the row a full window starts at, without walking where it can: it is a child of the row at which the
 * parent's window starts. Only when equal siblings leave a doubt are the parents followed one by one.
 */
export async function findWindowStart(knex: Knex, start: WindowStart): Promise<string | null> {
  if (start.jumpOfParent !== null) {
    const candidates: { id: string }[] = await knex('artifact_versions')
      .select('id')
      .where({ parent_id: start.jumpOfParent, content_hash: start.content_hash, lineage_depth: start.depth })
      .limit(2);
    if (candidates.length === 1) return candidates[0]?.id ?? null;
  }
  const row: { id: string } | undefined = await knex
    .withRecursive('ancestors', ['id', 'parent_id', 'lineage_depth'], (query) => {
      void query
        .select('id', 'parent_id', 'lineage_depth')
        .from('artifact_versions')
        .where({ id: start.parentId })
        .unionAll((parents) => {
          void parents
            .select('version.id', 'version.parent_id', 'version.lineage_depth')
            .from('artifact_versions as version')
            .join('ancestors', 'version.id', 'ancestors.parent_id')
            .where('ancestors.lineage_depth', '>', start.depth);
        });
    })
    .select('id')
    .from('ancestors')
    .where({ lineage_depth: start.depth })
    .first();
  return row?.id ?? null;
}
