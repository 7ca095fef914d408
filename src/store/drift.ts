import groupBy from 'lodash/groupBy.js';
import partition from 'lodash/partition.js';
import type { Knex } from 'knex';
import type { Key, Version } from '../domain/words.js';
import { isLive } from './version-row.js';

/** A version as far as drift is concerned. */
export type DriftVersion = Pick<
  Version,
  'id' | 'schema_key' | 'version_number' | 'content_hash' | 'generation'
>;

const COLUMNS = ['id', 'schema_key', 'version_number', 'content_hash', 'generation'] as const;
const FROM_UPSTREAM = ['deployment', 'sync'];

/** What a project has at each of these schema keys: the live version, else the approved one. Others are left out. */
export async function currentVersions(
  knex: Knex,
  projectId: Key,
  schemaKeys: string[],
): Promise<Map<string, DriftVersion>> {
  if (schemaKeys.length === 0) return new Map();
  const rows: (DriftVersion & Pick<Version, 'promoted_context_version'>)[] = await knex('artifact_versions')
    .select(...COLUMNS, 'promoted_context_version')
    .where({ project_id: projectId })
    .whereIn('schema_key', schemaKeys)
    .andWhere((current) => void current.where({ status: 'approved' }).orWhere(isLive));
  // Of the two that a line can have, only the live one was ever promoted.
  const [approved, live] = partition(rows, (row) => row.promoted_context_version === null);
  return new Map([...approved, ...live].map((version) => [version.schema_key, version]));
}

/**
 * For each of these versions the states of their source that it was made from: the versions recorded as `deployment`
 * or `sync` that are met first on every way up through both parents, the version itself included. A merge is not one
 * of them whatever its origin, because its content is nobody's but ours.
 *
 * UNION, not UNION ALL: a graph of n merges has up to 2^n ways up, but each of its versions is visited once.
 */
export async function upstreamStates(knex: Knex, ids: string[]): Promise<Map<string, DriftVersion[]>> {
  if (ids.length === 0) return new Map();
  const columns = [...COLUMNS, 'parent_id', 'merge_parent_id', 'change_origin'];
  const rows: (DriftVersion & { of_id: string })[] = await knex
    .withRecursive('walk', ['of_id', ...columns], (query) => {
      void query
        .select('id as of_id', ...columns)
        .from('artifact_versions')
        .whereIn('id', ids)
        .union((parents) => {
          void parents
            .select('walk.of_id', ...columns.map((column) => `version.${column}`))
            .from('artifact_versions as version')
            .join(
              'walk',
              (on) => void on.on('version.id', 'walk.parent_id').orOn('version.id', 'walk.merge_parent_id'),
            )
            .where(
              (ours) =>
                void ours
                  .whereNull('walk.change_origin')
                  .orWhereNotIn('walk.change_origin', FROM_UPSTREAM)
                  .orWhereNotNull('walk.merge_parent_id'),
            );
        });
    })
    .select('of_id', ...COLUMNS)
    .from('walk')
    .whereIn('change_origin', FROM_UPSTREAM)
    .whereNull('merge_parent_id');
  return new Map(Object.entries(groupBy(rows, (row) => row.of_id)));
}
