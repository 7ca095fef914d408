import { expect, test } from 'vitest';
import type { Knex } from 'knex';
import { connectTo, copyDatabase, removeDatabase } from '../tests/helpers/database.js';
import { fillWithVersions, FIRST_KEY } from '../tests/helpers/many-versions.js';
import { testBed, vendorBed } from '../tests/helpers/test-bed.js';
import { explain, type Query } from '../tests/e2e/support-performance/explain.js';
import { QUERIES } from '../tests/e2e/support-seed/queries.js';
import { quick, times } from './support/bench-setup.js';
import { isMet, keep, round } from './support/results.js';
import type { Row } from './support/results.js';
import { quantile } from './support/side-by-side.js';

const AMOUNT = { versions: 1_000_000, projects: 2000 };
const ROUNDS = 11;
/** Of the others there are few rows or none, which are read as a whole. */
const LARGE = ['artifact_versions', 'artifact_approvals', 'projects'];

/** What is asked of a registry that has run for years, and how long the server may take, in milliseconds. */
function questions(project_id: string, task_id: string): { name: string; most: number; query: Query }[] {
  const line = [project_id, FIRST_KEY];
  const of = (sql: string, bindings: unknown[] = []): Query => ({ sql, bindings });
  return [
    {
      name: 'the approved version of a line',
      most: 1,
      query: of(
        `SELECT * FROM artifact_versions WHERE project_id = $1 AND schema_key = $2 AND status = 'approved'`,
        line,
      ),
    },
    {
      name: 'projects with an approved logo',
      most: 20,
      query: of(QUERIES.approvedLogos.postgres.replaceAll('\\?', '?')),
    },
    { name: 'rejected logos', most: 20, query: of(QUERIES.rejectedLogos) },
    {
      name: 'the history of a project',
      most: 20,
      query: of(QUERIES.projectHistory.replace('?', '$1'), [project_id]),
    },
    {
      name: 'the approved versions of a task',
      most: 20,
      query: of(QUERIES.approvedOfTask.replace('?', '$1'), [task_id]),
    },
    {
      name: 'a page of the queue',
      most: 20,
      query: of(
        `SELECT id, project_id, schema_key, summary FROM artifact_versions WHERE status = 'pending'
         ORDER BY date_created, id LIMIT 50`,
      ),
    },
    {
      name: 'a page of the log',
      most: 20,
      query: of(
        `SELECT entry.*, version.schema_key FROM artifact_approvals entry
         JOIN artifact_versions version ON version.id = entry.artifact_version_id
         WHERE entry.project_id = $1 ORDER BY entry.sequence DESC LIMIT 50`,
        [project_id],
      ),
    },
    {
      name: 'the graph of a line',
      most: 20,
      query: of(
        `SELECT id, parent_id, merge_parent_id, generation, version_number FROM artifact_versions
         WHERE project_id = $1 AND schema_key = $2 ORDER BY version_number`,
        line,
      ),
    },
  ];
}

test.skipIf(quick)(`${AMOUNT.versions} versions`, async () => {
  const database = await copyDatabase(testBed(), vendorBed('postgres').template);
  const knex = connectTo(database);
  try {
    const { project_id, task_id } = await fillWithVersions(knex, AMOUNT);
    const rows: Row[] = [];
    const faster: number[] = [];
    for (const { name, most, query } of questions(project_id, task_id)) {
      const { scanned, indexes } = await explain(knex, query);
      expect(
        scanned.filter((table) => LARGE.includes(table)),
        name,
      ).toEqual([]);
      expect(indexes, name).not.toEqual([]);
      const row = await rowOf(knex, { name, most, query });
      rows.push(row);
      faster.push(row.figures['times faster'] ?? Number.NaN);
    }
    const least = Math.min(...faster);
    const goal = { at: '>=', ratio: 100 } as const;
    await keep([
      ...rows,
      {
        name: `how many times faster with indexes, the least of ${rows.length} questions to ${AMOUNT.versions} versions`,
        against: 'the same without',
        ratio: least,
        goal,
        met: isMet(least, goal),
        spread: [least, quantile(faster, 0.5)],
        figures: { 'median of them': quantile(faster, 0.5), 'most of them': Math.max(...faster) },
      },
    ]);
  } finally {
    await knex.destroy();
    await removeDatabase(database);
  }
});

/** Time in the server, as a share of what it may take; beside it how much longer it takes without any index. */
async function rowOf(
  knex: Knex,
  { name, most, query }: { name: string; most: number; query: Query },
): Promise<Row> {
  const with_: number[] = [];
  for (const _ of times(ROUNDS)) with_.push((await explain(knex, query, true)).ms);
  const without: number[] = [];
  await knex.transaction(async (trx) => {
    await trx.raw('SET LOCAL enable_indexscan = off');
    await trx.raw('SET LOCAL enable_indexonlyscan = off');
    await trx.raw('SET LOCAL enable_bitmapscan = off');
    for (const _ of times(3)) without.push((await explain(trx, query, true)).ms);
  });
  const at = (share: number) => quantile(with_, share) / most;
  const ratio = round(at(0.5));
  const goal = { at: '<=', ratio: 1 } as const;
  return {
    name: `${name}, of ${AMOUNT.versions} versions`,
    against: `${most} ms in the server`,
    ratio,
    goal,
    met: isMet(ratio, goal),
    spread: [round(at(0.25)), round(at(0.75))],
    figures: {
      'median ms': round(quantile(with_, 0.5)),
      'without indexes ms': round(quantile(without, 0.5)),
      'times faster': Math.round(quantile(without, 0.5) / quantile(with_, 0.5)),
    },
  };
}
