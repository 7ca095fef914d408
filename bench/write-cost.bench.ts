import { test } from 'vitest';
import type { Knex } from 'knex';
import { createProject } from '../tests/helpers/sample.js';
import { growLine } from '../tests/helpers/long-line.js';
import { benchInstance, quick } from './support/bench-setup.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const ROWS = 200;
const ROUNDS = quick ? 8 : 25;
const BARE = 'bare_versions';

test('writing versions against writing them into a table without indexes and triggers', async () => {
  const instance = benchInstance();
  const { knex } = instance;
  const projectId = await createProject(instance);
  await growLine(knex, { projectId, schemaKey: 'there', count: 10_000 });
  // The primary key is part of any table, and so are the types and what may be null.
  await knex.raw('DROP TABLE IF EXISTS ??', [BARE]);
  await knex.raw('CREATE TABLE ?? (LIKE artifact_versions INCLUDING DEFAULTS, PRIMARY KEY (id))', [BARE]);
  await knex.raw('INSERT INTO ?? SELECT * FROM artifact_versions', [BARE]);
  await knex.raw('VACUUM ANALYZE artifact_versions');
  let turn = 0;

  /** Inserts roots of lines of their own, one statement each, as recording does; undone afterwards. */
  const write = async (table: string): Promise<number> => {
    let took = Number.NaN;
    const undo = new Error('Undone, so that neither table grows');
    await knex
      .transaction(async (trx) => {
        const rows = Array.from({ length: ROWS }, () => newRow(projectId, turn++));
        const start = performance.now();
        for (const row of rows) await trx(table).insert(row);
        took = performance.now() - start;
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    return took;
  };
  const comparison = await sideBySide(
    () => write('artifact_versions'),
    () => write(BARE),
    { rounds: ROUNDS, warmUp: 3 },
  );
  await knex.schema.dropTable(BARE);
  await keep([
    timingRow(
      {
        name: `inserting ${ROWS} versions one by one, with all indexes and triggers`,
        against: 'a table without them',
        one: 'with',
        other: 'without',
      },
      comparison,
      { at: '<=', ratio: 1.6 },
    ),
  ]);
});

function newRow(project_id: unknown, n: number): Record<string, Knex.Value> {
  const id = crypto.randomUUID();
  const hash = id.replaceAll('-', '').repeat(2);
  return {
    id,
    project_id: String(project_id),
    schema_key: `written.k${n}`,
    version_number: 1,
    status: 'pending',
    value: JSON.stringify({ headline: `Headline ${n}` }),
    content_hash: hash,
    change_origin: 'deployment',
    version_lineage: JSON.stringify([hash]),
    lineage_depth: 0,
    lineage_jump_id: id,
    generation: 1,
    date_created: new Date(),
  };
}
