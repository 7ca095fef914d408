import type { Knex } from 'knex';
import type { Sha256, Version, VersionInput } from '../domain/words.js';
import { readJson, readTimestamp } from './dialect.js';

/** A row of `artifact_versions` as the driver returns it. */
export type Row = Record<string, unknown>;

/** Where clause: promoted and not retired. */
export function isLive(query: Knex.QueryBuilder): void {
  void query.whereNotNull('promoted_context_version').whereNull('retired_context_version');
}

/** A row with timestamps as ISO strings and JSON parsed. */
export function toVersion(knex: Knex, row: Row): Version {
  return {
    ...(row as unknown as Version),
    value: readJson(knex, row['value']),
    version_lineage: readJson(knex, row['version_lineage']) as Sha256[] | null,
    inputs: readJson(knex, row['inputs']) as VersionInput[] | null,
    approved_at: readTimestamp(row['approved_at']),
    promote_at: readTimestamp(row['promote_at']),
    promoted_at: readTimestamp(row['promoted_at']),
    archived_at: readTimestamp(row['archived_at']),
    date_created: readTimestamp(row['date_created']),
  };
}
