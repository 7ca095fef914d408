import type { Knex } from 'knex';
import type { GraphVersion } from '../domain/common-ancestors.js';
import type { Line } from './lines.js';

/** The graph of a whole line, in no particular order, without anything that is wide. */
export async function readGraph(knex: Knex, { project_id, schema_key }: Line): Promise<GraphVersion[]> {
  const rows: GraphVersion[] = await knex('artifact_versions')
    .select('id', 'parent_id', 'merge_parent_id', 'generation', 'version_number')
    .where({ project_id, schema_key });
  return rows;
}

/** Whether a line has a merge version deeper than `depth` on its first-parent line, on whatever branch. */
export async function hasMergeDeeper(
  knex: Knex,
  { project_id, schema_key }: Line,
  depth: number,
): Promise<boolean> {
  const merge: { id: string } | undefined = await knex('artifact_versions')
    .select('id')
    .where({ project_id, schema_key })
    .whereNotNull('merge_parent_id')
    .andWhere('lineage_depth', '>', depth)
    .first();
  return merge !== undefined;
}
