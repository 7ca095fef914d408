import type { Knex } from 'knex';
import maxBy from 'lodash/maxBy.js';
import type { Key, Sha256 } from '../domain/words.js';
import { isLive } from './version-row.js';

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

/** Only what is asked for, in one query: the rows of a long line are large, and this runs for every version recorded. */
export async function readHead(knex: Knex, line: Line): Promise<LineHead> {
  const ofLine = () => knex('artifact_versions').where(lineColumns(line));
  const columns = ['id', 'status', 'version_number'];
  // Not one query with OR: that would read the whole line.
  const rows: { id: string; status: string; version_number: number }[] = await ofLine()
    .select(columns)
    .andWhere('version_number', ofLine().max('version_number'))
    .unionAll([ofLine().select(columns).andWhere({ status: 'approved' })]);
  // In whatever order the database puts the two together.
  const newest = maxBy(rows, 'version_number');
  const approved = rows.find(({ status }) => status === 'approved');
  const parent = approved ?? newest;
  return {
    number: newest?.version_number ?? 0,
    parent: parent === undefined ? null : { id: parent.id, approved: approved !== undefined },
  };
}

/** The newest version of a line with this content, or null. */
export async function newestWithHash(knex: Knex, line: Line, hash: Sha256): Promise<string | null> {
  const newest: { id: string } | undefined = await knex('artifact_versions')
    .select('id')
    .where({ ...lineColumns(line), content_hash: hash })
    .orderBy('version_number', 'desc')
    .first();
  return newest?.id ?? null;
}

/** The line that a version is of, or null if there is no such version. */
export async function lineOf(knex: Knex, id: string): Promise<Line | null> {
  const line: Line | undefined = await knex('artifact_versions')
    .select('project_id', 'schema_key')
    .where({ id })
    .first();
  return line ?? null;
}

/** Schema keys of a project that are approved or live and are among `keys` or lie below `below`. */
export async function occupiedKeys(
  knex: Knex,
  projectId: Key,
  related: { keys: string[]; below: string },
): Promise<string[]> {
  const prefix = `${related.below}.`;
  const rows: { schema_key: string }[] = await knex('artifact_versions')
    .distinct('schema_key')
    .where({ project_id: projectId })
    .andWhere((taken) => void taken.where({ status: 'approved' }).orWhere(isLive))
    // Not LIKE: an underscore is a legal character of a key and a wildcard there.
    .andWhere(
      (relative) =>
        void relative
          .whereIn('schema_key', related.keys)
          .orWhereRaw('substr(schema_key, 1, ?) = ?', [prefix.length, prefix]),
    );
  return rows.map((row) => row.schema_key);
}

function lineColumns(line: Line): Line {
  return { project_id: line.project_id, schema_key: line.schema_key };
}
