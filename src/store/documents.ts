import type { Knex } from 'knex';

/** Which of these versions have a document already. */
export async function documentedVersions(knex: Knex, versionIds: string[]): Promise<Set<string>> {
  if (versionIds.length === 0) return new Set();
  const rows: { artifact_version_id: string }[] = await knex('documents')
    .select('artifact_version_id')
    .whereIn('artifact_version_id', versionIds);
  return new Set(rows.map((row) => row.artifact_version_id));
}
