import type { Knex } from 'knex';
import groupBy from 'lodash/groupBy.js';
import { ancestorsOf } from '../domain/schema-key.js';
import { isPostgres } from './dialect.js';
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
              knex,
            ),
          );
        });
      }
    });
  return rows;
}

/**
 * Not LIKE: an underscore is a legal character of a key and a wildcard there. What lies below `a` is what stands from
 * `a.` to before `a/`, the next character: a range that an index finds, however many other keys the project has.
 */
function relatives(query: Knex.QueryBuilder, keys: string[], knex: Knex): void {
  void query.whereIn('schema_key', [...new Set(keys.flatMap(ancestorsOf))]);
  // Byte by byte, as SQLite compares anyway.
  const range = isPostgres(knex)
    ? 'schema_key ~>=~ ? AND schema_key ~<~ ?'
    : 'schema_key >= ? AND schema_key < ?';
  for (const key of new Set(keys)) void query.orWhereRaw(`(${range})`, [`${key}.`, `${key}/`]);
}
