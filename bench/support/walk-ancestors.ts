import type { Knex } from 'knex';

/**
 * What one would write without windows: both ancestries, row by row, by one recursive query each; the deepest row that
 * is in both. Right only where no version has two parents.
 */
export async function commonAncestorsByWalking(knex: Knex, a: string, b: string): Promise<string[]> {
  const { rows }: { rows: { id: string }[] } = await knex.raw(
    `WITH RECURSIVE
       ours (id, parent_id) AS (
         SELECT id, parent_id FROM artifact_versions WHERE id = :a
         UNION ALL
         SELECT version.id, version.parent_id FROM artifact_versions version JOIN ours ON version.id = ours.parent_id
       ),
       theirs (id, parent_id) AS (
         SELECT id, parent_id FROM artifact_versions WHERE id = :b
         UNION ALL
         SELECT version.id, version.parent_id FROM artifact_versions version JOIN theirs ON version.id = theirs.parent_id
       )
     SELECT version.id FROM artifact_versions version
     JOIN ours ON ours.id = version.id JOIN theirs ON theirs.id = version.id
     ORDER BY version.lineage_depth DESC LIMIT 1`,
    { a, b },
  );
  return rows.map((row) => row.id);
}
