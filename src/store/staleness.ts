import type { Knex } from 'knex';
import chunk from 'lodash/chunk.js';
import { rowsOf } from '../../migrations/lib/vendor.js';
import { isLive } from '../domain/state-machine.js';
import type { Key, Timestamp, VersionStatus } from '../domain/words.js';
import { isPostgres, readTimestamp } from './dialect.js';
import { isLive as isStillLive } from './version-row.js';

/** SQLite binds at most 32,766 values. */
const IDS_PER_QUERY = 10_000;

/** A version, and one that it was made from. */
export interface InputLink {
  version_id: string;
  input_id: string;
}

/** A version as far as it matters to what was made from it. */
export interface InputNode {
  id: string;
  project_id: Key;
  schema_key: string;
  version_number: number;
  status: VersionStatus;
  approved_at: Timestamp | null;
  promoted_context_version: number | null;
  retired_context_version: number | null;
  /** No longer what is current for its key. */
  outdated: boolean;
}

const live = (alias: string) =>
  `(${alias}.promoted_context_version IS NOT NULL AND ${alias}.retired_context_version IS NULL)`;

/** Each of the two has an index of its own, and finds one row at most. */
const overtaken = (alias: string) =>
  [`newer.status = 'approved'`, live('newer')]
    .map(
      (stands) => `EXISTS (SELECT 1 FROM artifact_versions newer WHERE newer.project_id = ${alias}.project_id
        AND newer.schema_key = ${alias}.schema_key AND newer.version_number > ${alias}.version_number AND ${stands})`,
    )
    .join(' OR ');

/** What is live is current, whatever its status: a newer one may be approved and still wait. */
const outdated = (alias: string) =>
  `(NOT ${live(alias)} AND (${alias}.status IN ('superseded', 'rejected')
    OR (${alias}.status = 'pending' AND (${overtaken(alias)}))))`;

/** Versions that a project builds on, or is about to: live, approved or waiting, with a word about their inputs. */
const CURRENT = [live('version'), `version.status = 'approved'`, `version.status = 'pending'`]
  .map(
    (stands) => `SELECT version.id FROM artifact_versions version
      WHERE version.project_id = ? AND version.inputs IS NOT NULL AND ${stands}`,
  )
  .join(' UNION ');

/** Ids of the versions of a project that are current and say what they were made from. */
export async function currentMade(knex: Knex, projectId: Key): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(knex, CURRENT, [projectId, projectId, projectId]);
  return rows.map(({ id }) => id);
}

/** Where to stop following links. */
interface Bounds {
  /** Links that are read at most, the nearest first. */
  limit: number;
  /** Behind what is out of date nothing is read, other than behind these; everything is, if left out. */
  unlessOutdated?: { behind: string[] };
}

/** What some versions were made from, directly and indirectly, the nearest links first. One recursive query. */
export async function linksAbove(knex: Knex, ids: string[], bounds: Bounds): Promise<InputLink[]> {
  return follow(knex, ids, { ...bounds, from: 'version_id', to: 'input_id' });
}

/** What was made from some versions, directly and indirectly, the nearest links first. One recursive query. */
export async function linksBelow(knex: Knex, ids: string[], bounds: Bounds): Promise<InputLink[]> {
  return follow(knex, ids, { ...bounds, from: 'input_id', to: 'version_id' });
}

/**
 * UNION, not UNION ALL: in a graph of n versions there may be 2^n ways, but each link is read once. An input is there
 * before what is made from it, so no way leads in a circle.
 */
async function follow(
  knex: Knex,
  ids: string[],
  { limit, unlessOutdated, from, to }: Bounds & { from: keyof InputLink; to: keyof InputLink },
): Promise<InputLink[]> {
  if (ids.length === 0) return [];
  const { behind } = unlessOutdated ?? { behind: [] };
  const kept = behind.length === 0 ? '' : ` OR version.id IN (${places(behind)})`;
  const goesOn = unlessOutdated === undefined ? '' : `WHERE NOT ${outdated('version')}${kept}`;
  // Either database reads no more than is asked for: SQLite is told inside, PostgreSQL stops when nobody asks on.
  const enough = isPostgres(knex) ? { sql: '', bound: [] } : { sql: 'LIMIT ?', bound: [limit] };
  const found: InputLink[] = [];
  for (const some of chunk(ids, IDS_PER_QUERY)) {
    const rows = await rowsOf<InputLink>(
      knex,
      `WITH RECURSIVE walk (version_id, input_id) AS (
         SELECT link.version_id, link.input_id FROM "artifact_inputs" link WHERE link.${from} IN (${places(some)})
         UNION
         SELECT link.version_id, link.input_id FROM walk
           JOIN artifact_versions version ON version.id = walk.${to}
           JOIN artifact_inputs link ON link.${from} = version.id
         ${goesOn} ${enough.sql}
       ) SELECT version_id, input_id FROM walk LIMIT ?`,
      [...some, ...behind, ...enough.bound, limit],
    );
    found.push(...rows);
  }
  return found;
}

/** These versions, in no particular order; those that do not exist are left out. */
export async function inputNodes(knex: Knex, ids: string[]): Promise<InputNode[]> {
  const found: InputNode[] = [];
  for (const some of chunk([...new Set(ids)], IDS_PER_QUERY)) {
    const rows = await rowsOf<Omit<InputNode, 'outdated'> & { outdated: number | string }>(
      knex,
      `SELECT version.id, version.project_id, version.schema_key, version.version_number, version.status,
         version.approved_at, version.promoted_context_version, version.retired_context_version,
         CASE WHEN ${outdated('version')} THEN 1 ELSE 0 END AS outdated
       FROM "artifact_versions" version WHERE version.id IN (${places(some)})`,
      some,
    );
    const read = rows.map((row) => ({
      ...row,
      approved_at: readTimestamp(row.approved_at),
      outdated: Number(row.outdated) === 1,
    }));
    found.push(...read);
  }
  return found;
}

/** What can stand in the place of another version of its key. */
export type Successor = Pick<InputNode, 'id' | 'project_id' | 'schema_key' | 'version_number'> & {
  live: boolean;
};

/** What is live or approved at the keys of these versions, two rows of a key at most. */
export async function successorsAt(
  knex: Knex,
  nodes: Pick<InputNode, 'project_id' | 'schema_key'>[],
): Promise<Successor[]> {
  const projects = [...new Set(nodes.map(({ project_id }) => project_id))];
  const found: Successor[] = [];
  for (const keys of chunk([...new Set(nodes.map(({ schema_key }) => schema_key))], IDS_PER_QUERY)) {
    const rows: InputNode[] = await knex('artifact_versions')
      .select(
        'id',
        'project_id',
        'schema_key',
        'version_number',
        'promoted_context_version',
        'retired_context_version',
      )
      .whereIn('project_id', projects)
      .whereIn('schema_key', keys)
      .andWhere((stands) => void stands.where({ status: 'approved' }).orWhere(isStillLive));
    found.push(
      ...rows.map((row) => ({
        id: row.id,
        project_id: row.project_id,
        schema_key: row.schema_key,
        version_number: row.version_number,
        live: isLive(row),
      })),
    );
  }
  return found;
}

function places(ids: string[]): string {
  return ids.map(() => '?').join(', ');
}
