import type { Knex } from 'knex';
import type { Json, Key, Sha256 } from '../../domain/words.js';
import { readJson } from '../dialect.js';
import { sealedAmong } from '../versions.js';
import type { Check } from './check.js';

/** I7: what was decided on is what the version still holds. */
export const decidedContentKept: Check<{ content_hash: Sha256 | null; decided: Sha256 | null }> = {
  invariant: 'I7',
  sql: (ofProject) => `
    SELECT version.id AS version_id, version.project_id, version.schema_key, version.content_hash,
      MIN(entry.content_hash) AS decided
    FROM artifact_approvals entry JOIN artifact_versions version ON version.id = entry.artifact_version_id
    WHERE ${ofProject('version.project_id')} AND entry.content_hash IS DISTINCT FROM version.content_hash
      AND (version.change_origin IS NOT NULL OR entry.content_hash IS NOT NULL)
    GROUP BY version.id, version.project_id, version.schema_key, version.content_hash`,
  detail: ({ content_hash, decided }) =>
    `The log decided on content ${decided ?? 'unknown'}, the version now says ${content_hash ?? 'nothing'}.`,
};

/** A version as far as its content hash is concerned. */
export interface StoredContent {
  version_id: string;
  project_id: Key;
  schema_key: string;
  primary_file_id: string | null;
  content_hash: Sha256 | null;
  /** Recorded before this system, which then may not have hashed it. */
  adopted: boolean;
  /** The file that the value was moved into. */
  archive_file_id: string | null;
  sealed: boolean;
  value: Json;
  /** False if the column does not hold JSON, which only SQLite allows. */
  readable: boolean;
}

/** Contents in the order of their ids: those after one id, or certain ones. */
export async function readContents(
  knex: Knex,
  which: { after: string | null; limit: number; projectId: Key | undefined } | { ids: string[] },
): Promise<StoredContent[]> {
  const query = knex('artifact_versions').select(
    'id',
    'project_id',
    'schema_key',
    'primary_file_id',
    'content_hash',
    'change_origin',
    'archive_file_id',
    'value',
  );
  if ('ids' in which) void query.whereIn('id', which.ids);
  else {
    if (which.after !== null) void query.where('id', '>', which.after);
    if (which.projectId !== undefined) void query.where({ project_id: which.projectId });
    void query.limit(which.limit);
  }
  const rows: ContentRow[] = await query.orderBy('id');
  const sealed = await sealedAmong(
    knex,
    rows.map((row) => row.id),
  );
  return rows.map(({ id, change_origin, value, ...row }) => ({
    ...row,
    ...parse(knex, value),
    version_id: id,
    adopted: change_origin === null,
    sealed: sealed.has(id),
  }));
}

/** Files of versions after one id, in the order of their ids. */
export async function versionFileIds(
  knex: Knex,
  page: { after: string | null; limit: number; projectId: Key | undefined },
): Promise<string[]> {
  const { after, limit, projectId } = page;
  const ofProject = projectId === undefined ? {} : { 'version.project_id': projectId };
  const query = knex('directus_files as file')
    .select('file.id')
    .andWhere(
      (used) =>
        void used
          .whereExists(
            knex('artifact_files as link')
              .join('artifact_versions as version', 'version.id', 'link.artifact_version_id')
              .select('link.id')
              .where('link.directus_files_id', knex.ref('file.id'))
              .andWhere(ofProject),
          )
          .orWhereExists(
            knex('artifact_versions as version')
              .select('version.id')
              .where('version.primary_file_id', knex.ref('file.id'))
              .andWhere(ofProject),
          ),
    );
  if (after !== null) void query.where('file.id', '>', after);
  const rows: { id: string }[] = await query.orderBy('file.id').limit(limit);
  return rows.map((row) => row.id);
}

interface ContentRow {
  id: string;
  project_id: Key;
  schema_key: string;
  primary_file_id: string | null;
  content_hash: Sha256 | null;
  change_origin: string | null;
  archive_file_id: string | null;
  value: unknown;
}

function parse(knex: Knex, value: unknown): { value: Json; readable: boolean } {
  try {
    return { value: readJson(knex, value), readable: true };
  } catch {
    return { value: null, readable: false };
  }
}
