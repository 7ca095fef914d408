import type { Knex } from 'knex';
import groupBy from 'lodash/groupBy.js';
import { ancestorsOf } from '../domain/schema-key.js';
import type { Line } from './lines.js';
import { isLive } from './version-row.js';

/**
 * Lines that are approved or live and lie above or below one of these, each once, in one statement.
 */
export async function occupiedKeys(knex: Knex, lines: Line[]): Promise<Line[]> {
  if (lines.length === 0) return [];
  const byProject = Object.values(groupBy(lines, (line) => String(line.project_id)));
  const rows: Line[] = await knex('artifact_versions')
    .distinct('project_id', 'schema_key')
    .andWhere((taken) => void taken.where({ status: 'approved' }).orWhere(isLive))
    .andWhere((any) => {
      for (const own of byProject) {
        void any.orWhere((project) => {
          void project.where({ project_id: own[0]?.project_id }).andWhere((relative) =>
            relatives(
              relative,
              own.map((line) => line.schema_key),
            ),
          );
        });
      }
    });
  return rows;
}

/**
 * Not LIKE: an underscore is a legal character of a key and a wildcard there. One condition for all keys of a length
 * instead of one for each, because every key that is taken in the project is held against it.
 */
function relatives(query: Knex.QueryBuilder, keys: string[]): void {
  void query.whereIn('schema_key', [...new Set(keys.flatMap(ancestorsOf))]);
  const prefixes = groupBy(
    [...new Set(keys)].map((key) => `${key}.`),
    (prefix) => prefix.length,
  );
  for (const [length, alike] of Object.entries(prefixes)) {
    const marks = alike.map(() => '?').join(', ');
    void query.orWhereRaw(`substr(schema_key, 1, ?) IN (${marks})`, [Number(length), ...alike]);
  }
}
