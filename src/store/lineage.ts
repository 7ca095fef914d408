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
 * Finds the rows at which full windows start, by `parentId`, without walking where it can: such a row is a child of
 * the one at which the parent's window starts. Only when equal siblings leave a doubt are the parents followed one by
 * one.
 */
export async function findWindowStarts(
  knex: Knex,
  starts: WindowStart[],
): Promise<Map<string, string | null>> {
  const candidates = await childrenOfJumps(knex, starts);
  const found = new Map<string, string | null>();
  for (const start of starts) {
    const fitting = candidates.filter(
      (row) =>
        row.parent_id === start.jumpOfParent &&
        row.content_hash === start.content_hash &&
        row.lineage_depth === start.depth,
    );
    const [only] = fitting.length === 1 ? fitting : [];
    found.set(start.parentId, only?.id ?? (await walkTo(knex, start)));
  }
  return found;
}

/** {@link findWindowStarts} of one. */
export async function findWindowStart(knex: Knex, start: WindowStart): Promise<string | null> {
  return (await findWindowStarts(knex, [start])).get(start.parentId) ?? null;
}

interface Candidate {
  id: string;
  parent_id: string;
  content_hash: Sha256;
  lineage_depth: number;
}

async function childrenOfJumps(knex: Knex, starts: WindowStart[]): Promise<Candidate[]> {
  const known = starts.filter((start) => start.jumpOfParent !== null);
  if (known.length === 0) return [];
  return knex('artifact_versions')
    .select('id', 'parent_id', 'content_hash', 'lineage_depth')
    .whereIn(
      'parent_id',
      known.map((start) => start.jumpOfParent),
    )
    .whereIn(
      'content_hash',
      known.map((start) => start.content_hash),
    );
}

async function walkTo(knex: Knex, start: WindowStart): Promise<string | null> {
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
