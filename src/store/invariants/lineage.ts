import type { Knex } from 'knex';
import type { ChangeOrigin, Key, Sha256 } from '../../domain/words.js';
import { readJson } from '../dialect.js';

/** A version as far as its lineage is concerned. */
export interface StoredLineage {
  id: string;
  project_id: Key;
  schema_key: string;
  change_origin: ChangeOrigin | null;
  content_hash: Sha256 | null;
  parent_id: string | null;
  parent_hash: Sha256 | null;
  merge_parent_id: string | null;
  /** Empty if the column holds something else than a list, which only tampering could put there. */
  version_lineage: Sha256[] | null;
  lineage_depth: number | null;
  lineage_jump_id: string | null;
  generation: number | null;
}

/** Lineages in the order of their ids: those after one id, or certain ones. */
export async function readLineages(
  knex: Knex,
  which: { after: string | null; limit: number; projectId: Key | undefined } | { ids: string[] },
): Promise<StoredLineage[]> {
  if ('ids' in which && which.ids.length === 0) return [];
  const query = knex('artifact_versions').select(
    'id',
    'project_id',
    'schema_key',
    'change_origin',
    'content_hash',
    'parent_id',
    'parent_hash',
    'merge_parent_id',
    'version_lineage',
    'lineage_depth',
    'lineage_jump_id',
    'generation',
  );
  if ('ids' in which) void query.whereIn('id', which.ids);
  else {
    if (which.after !== null) void query.where('id', '>', which.after);
    if (which.projectId !== undefined) void query.where({ project_id: which.projectId });
    void query.limit(which.limit);
  }
  const rows: (Omit<StoredLineage, 'version_lineage'> & { version_lineage: unknown })[] =
    await query.orderBy('id');
  return rows.map((row) => ({ ...row, version_lineage: parse(knex, row.version_lineage) }));
}

function parse(knex: Knex, stored: unknown): Sha256[] | null {
  try {
    const lineage = readJson(knex, stored);
    if (lineage === null) return null;
    return Array.isArray(lineage) ? lineage.map(String) : [];
  } catch {
    return [];
  }
}
