import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'vitest';
import type { Knex } from 'knex';
import type { Key, Version } from '../src/domain/words.js';
import { emptyDatabase, removeDatabase } from '../tests/helpers/database.js';
import { startInstance } from '../tests/helpers/instance.js';
import type { Instance } from '../tests/helpers/instance.js';
import { startPostgres } from '../tests/helpers/postgres.js';
import { createProject, createTask, recordVersion, setStatus } from '../tests/helpers/sample.js';
import { fillTemplate } from '../tests/helpers/template.js';
import { testBed } from '../tests/helpers/test-bed.js';
import { times } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { timeByOwner } from './support/cpu-profile.js';
import { createPlainCollection, createPlainRow, PLAIN } from './support/native.js';

const WARM_UP = 40;
const REQUESTS = 200;
const KEYS_PER_PROJECT = 20;
const SHOWN_STATEMENTS = 12;
const WHAT = [
  'recording',
  'approving by PATCH',
  'promoting',
  'native POST',
  'native PATCH',
  'recording 20 at once',
];

/** What is asked for, and what has to be there first; both with the id of a version or a row. */
interface Asked {
  ready: () => Promise<string>;
  request: (id: string) => Promise<unknown>;
}

// No ratio, but what explains one: `npm run bench -- --profile` prints it.
const wanted = process.env['ARTIFACTS_BENCH_PROFILE'] === 'true';

test.runIf(wanted)('where the time of each request goes', async () => {
  const postgres = await startPostgres({
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.track_planning': 'on',
  });
  const { folder } = testBed();
  const template = await emptyDatabase({ folder, postgres: postgres.address }, 'postgres');
  const people = await fillTemplate(folder, template);
  for (const what of WHAT) {
    const profiles = await mkdtemp(join(folder, 'profile-'));
    const instance = await startInstance({
      vendor: 'postgres',
      template: { template, people },
      env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` },
    });
    const { knex } = instance;
    await knex.raw('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const asked = (await requestsOf(instance))[what]!;
    for (const _ of times(WARM_UP)) await asked.request(await asked.ready());
    const ids: string[] = [];
    for (const _ of times(REQUESTS)) ids.push(await asked.ready());
    await knex.raw('SELECT pg_stat_statements_reset()');
    const from = performance.now();
    for (const id of ids) await asked.request(id);
    const until = performance.now();
    const statements = await costlyStatements(knex);
    await instance.stop();
    const ended = performance.now();
    const window = { from: (ended - from) / 1000, until: (ended - until) / 1000 };
    const spent = [...(await timeByOwner(profiles, window))].sort(([, a], [, b]) => b - a);
    const each = (ms: number) => (ms / REQUESTS).toFixed(2).padStart(6);
    console.log(`\n${what}: ${each(until - from)} ms each. Of the server's thread, by whose code it is:`);
    for (const [whose, ms] of spent) console.log(`${each(ms)}  ${whose}`);
    console.log('Of the database, by statement:');
    for (const { calls, ms, query } of statements)
      console.log(`${each(ms)}  ${calls / REQUESTS} × ${query.replace(/\s+/g, ' ').slice(0, 110)}`);
  }
  await removeDatabase(template);
  await postgres.stop();
});

/** Each version in a line of its own, as many of them in a project as in the other rows. */
async function requestsOf(instance: Instance): Promise<Record<string, Asked>> {
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  await createPlainCollection(admin);
  const places: { project_id: Key; source_task_id: Key }[] = [];
  for (const _ of times((WARM_UP + REQUESTS) / KEYS_PER_PROJECT)) {
    const project_id = await createProject(instance);
    places.push({ project_id, source_task_id: await createTask(instance, project_id) });
  }
  let turn = 0;
  const record = (): Promise<Version> => {
    const place = places[Math.floor(turn / KEYS_PER_PROJECT)]!;
    return recordVersion(agent, {
      ...place,
      schema_key: `brand.k${turn % KEYS_PER_PROJECT}`,
      value: { turn: turn++ },
    });
  };
  const approve = (id: string) => succeeded(setStatus(reviewer, id, 'approved'));
  const plain = async () => String(await createPlainRow(agent, { turn: turn++ }));
  const nothing = () => Promise.resolve('');
  return {
    recording: { ready: nothing, request: record },
    'recording 20 at once': {
      ready: nothing,
      request: () => {
        const { project_id } = places[turn++ % places.length]!;
        const inputs = times(20).map((n) => ({ project_id, schema_key: `brand.k${n}`, value: { turn } }));
        return succeeded(agent.post('/artifacts/versions', inputs));
      },
    },
    'approving by PATCH': { ready: async () => (await record()).id, request: approve },
    promoting: {
      ready: async () => {
        const { id } = await record();
        await approve(id);
        return id;
      },
      request: (id) => succeeded(admin.post('/artifacts/promotions', { version_ids: [id] })),
    },
    'native POST': { ready: nothing, request: plain },
    'native PATCH': {
      ready: plain,
      request: (id) =>
        succeeded(reviewer.patch(`/items/${PLAIN}/${id}`, { status: `turn ${String(turn++)}` })),
    },
  };
}

/** With the time for planning, which is not little where each statement is planned anew. */
async function costlyStatements(knex: Knex): Promise<{ calls: number; ms: number; query: string }[]> {
  const { rows }: { rows: { calls: string; ms: number; query: string }[] } = await knex.raw(
    `SELECT calls, total_exec_time + total_plan_time AS ms, query FROM pg_stat_statements
     WHERE query NOT LIKE '%pg_stat%' ORDER BY ms DESC LIMIT ?`,
    [SHOWN_STATEMENTS],
  );
  return rows.map((row) => ({ ...row, calls: Number(row.calls) }));
}
