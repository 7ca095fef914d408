import type { Knex } from 'knex';
import type { Sha256, Timestamp, VersionStatus } from '../domain/words.js';
import { writeJson, writeTimestamp } from './dialect.js';

/** Changes one status, or sets the lifecycle fields that go with it. The guards check the transition. */
export async function setStatus(
  knex: Knex,
  ids: string[],
  change: { status: VersionStatus; decision_id: string },
): Promise<void> {
  if (ids.length > 0) await knex('artifact_versions').whereIn('id', ids).update(change);
}

/** Stores the content hash, and what lineage keeps of it, of a version that is not sealed yet. */
export async function writeHash(
  knex: Knex,
  id: string,
  content: { content_hash: Sha256; version_lineage: Sha256[] | null },
): Promise<void> {
  await knex('artifact_versions')
    .where({ id })
    .update({ content_hash: content.content_hash, version_lineage: writeJson(content.version_lineage) });
}

/** Marks versions as promoted into this version of the context. */
export async function markPromoted(
  knex: Knex,
  ids: string[],
  mark: { contextVersion: number; at: Timestamp },
): Promise<void> {
  if (ids.length === 0) return;
  await knex('artifact_versions')
    .whereIn('id', ids)
    .update({ promoted_context_version: mark.contextVersion, promoted_at: writeTimestamp(mark.at) });
}

/** Marks versions as gone from the context since this version of it. */
export async function markRetired(knex: Knex, ids: string[], contextVersion: number): Promise<void> {
  if (ids.length === 0) return;
  await knex('artifact_versions').whereIn('id', ids).update({ retired_context_version: contextVersion });
}
