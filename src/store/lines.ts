import type { Knex } from 'knex';
import chunk from 'lodash/chunk.js';
import maxBy from 'lodash/maxBy.js';
import type { Key, Sha256 } from '../domain/words.js';

/** SQLite puts at most 500 selects together, and a line takes two. */
const LINES_PER_QUERY = 200;

/** One line: all versions of a schema key in a project. */
export interface Line {
  project_id: Key;
  schema_key: string;
}

/** Whether two versions are of one line. A key may be a number in one place and text in the other. */
export function isSameLine(one: Line, other: Line): boolean {
  return one.schema_key === other.schema_key && String(one.project_id) === String(other.project_id);
}

/** What the next version of a line follows. */
export interface LineHead {
  /** Highest version number, 0 if the line has no version. Right only under the project lock. */
  number: number;
  /** The version a new one builds on unless told otherwise: the approved one, else the newest. */
  parent: { id: string; approved: boolean } | null;
}

/** Names a line in a map. A key may be a number in one place and text in the other. */
export function lineName(line: Line): string {
  return JSON.stringify([String(line.project_id), line.schema_key]);
}

/**
 * The heads of some lines by {@link lineName}, in one statement; every line is in it, also one without versions. Only
 * what is asked for: the rows of a long line are large, and this runs for every version recorded.
 */
export async function readHeads(knex: Knex, lines: Line[]): Promise<Map<string, LineHead>> {
  const distinct = [...new Map(lines.map((line) => [lineName(line), line])).values()];
  const found = new Map<string, HeadRow[]>(distinct.map((line) => [lineName(line), []]));
  for (const some of chunk(distinct, LINES_PER_QUERY)) {
    for (const row of await headRows(knex, some)) found.get(lineName(row))?.push(row);
  }
  return new Map([...found].map(([name, rows]) => [name, headOf(rows)]));
}

type HeadRow = Line & { id: string; status: string; version_number: number };

async function headRows(knex: Knex, lines: Line[]): Promise<HeadRow[]> {
  const columns = ['id', 'project_id', 'schema_key', 'status', 'version_number'];
  const ofLine = (line: Line) => knex('artifact_versions').where(lineColumns(line));
  // Not one query with OR, nor a GROUP BY: those would read the lines whole.
  const parts = lines.flatMap((line) => [
    ofLine(line).select(columns).andWhere('version_number', ofLine(line).max('version_number')),
    knex('artifact_versions').select(columns).where(approvedOf(knex, line)),
  ]);
  return unionOf(parts);
}

/**
 * The approved version of a line, for the index that has one of each. A subquery hides the key from PostgreSQL's planner:
 * where one line has very many versions, it would expect many approved ones of it, too, and read all that are approved
 * anywhere.
 */
function approvedOf(knex: Knex, { project_id, schema_key }: Line): Record<string, Knex.Value | Knex.Raw> {
  return { project_id, status: 'approved', schema_key: knex.raw('(SELECT CAST(? AS text))', [schema_key]) };
}

function headOf(rows: HeadRow[]): LineHead {
  // In whatever order the database puts the parts together.
  const newest = maxBy(rows, 'version_number');
  const approved = rows.find(({ status }) => status === 'approved');
  const parent = approved ?? newest;
  return {
    number: newest?.version_number ?? 0,
    parent: parent === undefined ? null : { id: parent.id, approved: approved !== undefined },
  };
}

/** A content that a line may have. */
export type Place = Line & { content_hash: Sha256 };

/** Names a content of a line in a map. */
export function placeName(place: Place): string {
  return `${lineName(place)} ${place.content_hash}`;
}

/** The newest version of each line with that content, by {@link placeName}, in one statement. */
export async function newestWithHashes(knex: Knex, places: Place[]): Promise<Map<string, string>> {
  const distinct = [...new Map(places.map((place) => [placeName(place), place])).values()];
  const newest = new Map<string, string>();
  for (const some of chunk(distinct, LINES_PER_QUERY)) {
    const parts = some.map((place) => {
      const alike = () =>
        knex('artifact_versions').where({ ...lineColumns(place), content_hash: place.content_hash });
      return alike()
        .select('id', 'project_id', 'schema_key', 'content_hash')
        .andWhere('version_number', alike().max('version_number'));
    });
    for (const row of await unionOf<Place & { id: string }>(parts)) newest.set(placeName(row), row.id);
  }
  return newest;
}

/** The lines that versions are of, by id; those that do not exist are left out. */
export async function linesOf(knex: Knex, ids: string[]): Promise<Map<string, Line>> {
  if (ids.length === 0) return new Map();
  const rows: (Line & { id: string })[] = await knex('artifact_versions')
    .select('id', 'project_id', 'schema_key')
    .whereIn('id', ids);
  return new Map(rows.map((row) => [row.id, row]));
}

function lineColumns(line: Line): Line {
  return { project_id: line.project_id, schema_key: line.schema_key };
}

async function unionOf<T>([first, ...others]: Knex.QueryBuilder[]): Promise<T[]> {
  if (first === undefined) return [];
  return (await first.unionAll(others)) as T[];
}
