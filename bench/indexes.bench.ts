import type { Knex } from 'knex';
import { test } from 'vitest';
import { growLine } from '../tests/helpers/long-line.js';
import { createProject } from '../tests/helpers/sample.js';
import { benchInstance, quick, times } from './support/bench-setup.js';
import { keep, timingRow } from './support/results.js';
import type { Row } from './support/results.js';
import { sideBySide, time } from './support/side-by-side.js';

const LINES = quick ? 100 : 1000;
const PER_LINE = 100;
const ROUNDS = quick ? 10 : 15;

/** A row to look for. */
interface Sample {
  project_id: string;
  schema_key: string;
  content_hash: string;
}

/** What the seed says each index is for. */
const CLAIMS: { index: string; lookup: string; query: (knex: Knex, row: Sample) => Knex.QueryBuilder }[] = [
  {
    index: 'idx_artifact_versions_content_hash',
    lookup: 'versions by content_hash',
    query: (knex, { content_hash }) => knex('artifact_versions').select('id').where({ content_hash }),
  },
  {
    index: 'idx_artifact_versions_parent_hash',
    lookup: 'children by parent_hash',
    query: (knex, { content_hash }) =>
      knex('artifact_versions').select('id').where({ parent_hash: content_hash }),
  },
  {
    index: 'idx_artifact_versions_artifact_created',
    lookup: 'newest 20 of a line by date_created',
    query: (knex, { project_id, schema_key }) =>
      knex('artifact_versions')
        .select('id', 'date_created')
        .where({ project_id, schema_key })
        .orderBy('date_created', 'desc')
        .limit(20),
  },
];

/** Thrown to undo a transaction: an index is missing only for as long as something is timed. */
class Undo extends Error {}

/** Times `work` in a transaction that lacks some indexes and is undone; milliseconds of `work` alone. */
async function timeWithout(knex: Knex, indexes: string[], work: (trx: Knex) => Promise<unknown>) {
  let took = Number.NaN;
  await knex
    .transaction(async (trx) => {
      for (const index of indexes) await trx.raw('DROP INDEX ??', [index]);
      took = await time(() => work(trx));
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return took;
}

test(`the indexes of the seed at ${LINES * PER_LINE} rows`, async () => {
  const { knex, ...instance } = benchInstance();
  const projectId = await createProject({ knex, ...instance });
  for (const line of times(LINES)) {
    await growLine(knex, {
      projectId,
      schemaKey: `line${line}`,
      count: PER_LINE,
      // Of its own for every row: equal content would make a lookup by hash find a thousand of them.
      value: (n) => ({ line, n }),
    });
  }
  await knex.raw('VACUUM ANALYZE artifact_versions');
  const samples: Sample[] = await knex('artifact_versions')
    .select('project_id', 'schema_key', 'content_hash')
    .where({ project_id: projectId })
    .orderByRaw('md5(id::text)')
    .limit(500);
  let at = 0;
  const rows: Row[] = [];
  for (const { index, lookup, query } of CLAIMS) {
    const lookUp = (trx: Knex) => query(trx, samples[at++ % samples.length]!);
    rows.push(
      timingRow(
        { name: `${lookup}, with ${index}`, against: 'the same without it', one: 'with', other: 'without' },
        await sideBySide(
          () => timeWithout(knex, [], lookUp),
          () => timeWithout(knex, [index], lookUp),
          { rounds: ROUNDS, warmUp: 3 },
        ),
        null,
      ),
    );
  }
  const indexes = CLAIMS.map(({ index }) => index);
  const write = (trx: Knex) => growLine(trx, { projectId, schemaKey: 'written', count: 200 });
  rows.push(
    timingRow(
      {
        name: 'writing 200 versions with the three indexes of the seed',
        against: 'without them',
        one: 'with',
        other: 'without',
      },
      await sideBySide(
        () => timeWithout(knex, [], write),
        () => timeWithout(knex, indexes, write),
        { rounds: ROUNDS, warmUp: 2 },
      ),
      null,
    ),
  );
  await keep(rows);
});
