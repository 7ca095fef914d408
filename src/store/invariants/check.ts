import type { Knex } from 'knex';
import { rowsOf } from '../../../migrations/lib/vendor.js';
import type { Key } from '../../domain/words.js';

/** The invariants of the design that can be checked from what is stored. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8';

/** A place where one of them does not hold. */
export interface Violation {
  invariant: Invariant;
  project_id: Key;
  version_id?: string;
  schema_key?: string;
  /** What is wrong, as a sentence for an operator. */
  detail: string;
}

/** Where a violation was found. */
interface Place {
  project_id: Key;
  version_id?: string | null;
  schema_key?: string | null;
}

/** A rule whose violations are the rows of one query. */
export interface Check<Facts> {
  invariant: Invariant;
  /**
   * Selects the columns of a place (`project_id`, and `version_id`, `schema_key` where there are any) and the
   * facts. Gets a condition that narrows a column to the project in question.
   */
  sql(ofProject: (column: string) => string): string;
  detail(facts: Facts & Place): string;
}

/** Finds every violation of one rule, in one project or in all of them. */
export async function runCheck(
  knex: Knex,
  rule: Check<never>,
  projectId: Key | undefined,
): Promise<Violation[]> {
  const bindings: Key[] = [];
  const sql = rule.sql((column) => {
    if (projectId === undefined) return 'TRUE';
    bindings.push(projectId);
    return `${column} = ?`;
  });
  const rows = await rowsOf<Place>(knex, sql, bindings);
  // The query of a rule selects what its own sentence needs.
  return rows.map((row) => violation(rule.invariant, row, rule.detail(row as never)));
}

/** A violation at a place, without the parts of the place that are not known. */
export function violation(invariant: Invariant, place: Place, detail: string): Violation {
  const { project_id, version_id, schema_key } = place;
  return {
    invariant,
    project_id,
    ...(version_id == null ? {} : { version_id }),
    ...(schema_key == null ? {} : { schema_key }),
    detail,
  };
}
