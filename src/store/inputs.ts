import type { Knex } from 'knex';
import chunk from 'lodash/chunk.js';
import { idOf, type PortableRow } from '../domain/transfer/project-rows.js';
import { inputIdsOf } from '../domain/transfer/record-order.js';
import type { Key, VersionStatus } from '../domain/words.js';
import type { Line } from './lines.js';

/** SQLite puts at most 500 selects together. */
const PLACES_PER_QUERY = 200;
/** And at most so many rows into one insert. */
const LINKS_PER_INSERT = 400;
/** And binds at most 32,766 values. */
const IDS_PER_QUERY = 10_000;

/** What of a version decides whether it can be an input. */
export interface InputRow {
  id: string;
  project_id: Key;
  schema_key: string;
  status: VersionStatus;
  promoted_context_version: number | null;
  retired_context_version: number | null;
}

const COLUMNS = [
  'id',
  'project_id',
  'schema_key',
  'status',
  'promoted_context_version',
  'retired_context_version',
] as const;

/** A key of a project at a version of its context. */
interface PastPlace {
  project_id: Key;
  schema_key: string;
  context_version: number;
}

/** Names a place in a map. A key may be a number in one place and text in the other. */
export function pastPlaceName({ project_id, schema_key, context_version }: PastPlace): string {
  return JSON.stringify([String(project_id), schema_key, context_version]);
}

/** Versions that may be inputs, by id; those that do not exist are left out. */
export async function inputRows(knex: Knex, ids: string[]): Promise<InputRow[]> {
  const found: InputRow[] = [];
  for (const some of chunk([...new Set(ids)], IDS_PER_QUERY)) {
    const rows: InputRow[] = await knex('artifact_versions')
      .select(...COLUMNS)
      .whereIn('id', some);
    found.push(...rows);
  }
  return found;
}

/** What was live at these places, by {@link pastPlaceName}, 200 places in one statement. */
export async function liveAt(knex: Knex, places: PastPlace[]): Promise<Map<string, InputRow>> {
  const distinct = [...new Map(places.map((place) => [pastPlaceName(place), place])).values()];
  const live = new Map<string, InputRow>();
  for (const some of chunk(distinct, PLACES_PER_QUERY)) {
    const [first, ...others] = some.map(({ project_id, schema_key, context_version }) =>
      knex('artifact_versions')
        .select(...COLUMNS, knex.raw('CAST(? AS integer) AS asked', [context_version]))
        .where({ project_id, schema_key })
        .where('promoted_context_version', '<=', context_version)
        .andWhere(
          (kept) =>
            void kept
              .whereNull('retired_context_version')
              .orWhere('retired_context_version', '>', context_version),
        ),
    );
    if (first === undefined) break;
    const rows = (await first.unionAll(others)) as (InputRow & { asked: number | string })[];
    for (const { asked, ...row } of rows) {
      live.set(pastPlaceName({ ...row, context_version: Number(asked) }), row);
    }
  }
  return live;
}

/** Writes the links that versions say and that are not there. Guards do so themselves when they are in place. */
export async function linkInputs(knex: Knex, versions: PortableRow[]): Promise<void> {
  const links = versions.flatMap((row) =>
    [...new Set(inputIdsOf(row))].map((input_id) => ({ version_id: idOf(row), input_id })),
  );
  for (const some of chunk(links, LINKS_PER_INSERT)) {
    const known: { version_id: string; input_id: string }[] = await knex('artifact_inputs')
      .select('version_id', 'input_id')
      .whereIn('version_id', [...new Set(some.map(({ version_id }) => version_id))]);
    const there = new Set(known.map(({ version_id, input_id }) => `${version_id} ${input_id}`));
    const missing = some.filter(({ version_id, input_id }) => !there.has(`${version_id} ${input_id}`));
    if (missing.length > 0) await knex('artifact_inputs').insert(missing);
  }
}

/** Versions that wait for a decision at the keys of these and that something was made from. */
export async function waitingAt(
  knex: Knex,
  lines: Line[],
): Promise<(Line & { id: string; version_number: number })[]> {
  if (lines.length === 0) return [];
  return knex('artifact_versions as version')
    .select('version.id', 'version.project_id', 'version.schema_key', 'version.version_number')
    .whereIn('version.project_id', [...new Set(lines.map(({ project_id }) => project_id))])
    .whereIn('version.schema_key', [...new Set(lines.map(({ schema_key }) => schema_key))])
    .where('version.status', 'pending')
    .whereExists(
      knex('artifact_inputs as link').select('link.id').where('link.input_id', knex.ref('version.id')),
    );
}
