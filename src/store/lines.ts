import type { Knex } from 'knex';
import type { Key, Sha256, Version } from '../domain/words.js';
import type { Row } from './version-row.js';
import { isLive, toVersion } from './version-row.js';

/** One line: all versions of a schema key in a project. */
export interface Line {
  project_id: Key;
  schema_key: string;
}

/** Whether two versions are of one line. A key may be a number in one place and text in the other. */
export function isSameLine(one: Line, other: Line): boolean {
  return one.schema_key === other.schema_key && String(one.project_id) === String(other.project_id);
}

/** The version a new one of this line builds on unless told otherwise: the approved one, else the newest. */
export async function defaultParent(knex: Knex, line: Line): Promise<Version | null> {
  const ofLine = () => knex('artifact_versions').where(lineColumns(line));
  const row: Row | undefined =
    (await ofLine().andWhere({ status: 'approved' }).first()) ??
    (await ofLine().orderBy('version_number', 'desc').first());
  return row === undefined ? null : toVersion(knex, row);
}

/** The newest version of a line with this content, or null. */
export async function newestWithHash(knex: Knex, line: Line, hash: Sha256): Promise<Version | null> {
  const row: Row | undefined = await knex('artifact_versions')
    .where({ ...lineColumns(line), content_hash: hash })
    .orderBy('version_number', 'desc')
    .first();
  return row === undefined ? null : toVersion(knex, row);
}

/** Highest version number of a line, 0 if it has none. Right only under the project lock. */
export async function highestNumber(knex: Knex, line: Line): Promise<number> {
  const newest: { version_number: number } | undefined = await knex('artifact_versions')
    .select('version_number')
    .where(lineColumns(line))
    .orderBy('version_number', 'desc')
    .first();
  return newest?.version_number ?? 0;
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
