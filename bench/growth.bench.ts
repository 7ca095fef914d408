import { test } from 'vitest';
import type { Key, Version } from '../src/domain/words.js';
import { startInstance } from '../tests/helpers/instance.js';
import type { OwnInstance } from '../tests/helpers/instance.js';
import { growLine } from '../tests/helpers/long-line.js';
import { fillWithVersions } from '../tests/helpers/many-versions.js';
import { createProject, recordVersion } from '../tests/helpers/sample.js';
import { testBed } from '../tests/helpers/test-bed.js';
import type { AskForRows } from './in-process/index.js';
import { quick, times } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { growthRows, type Measured } from './support/growth-rows.js';
import { buildInProcessBundle } from './support/in-process-bundle.js';
import { liveProject } from './support/live-project.js';
import { fillLog } from './support/long-log.js';
import { keep } from './support/results.js';
import { quantile } from './support/side-by-side.js';

const ROUNDS = 7;
const VERSIONS = [100, 10_000, 1_000_000];
const KEYS = [1, 100, 10_000];
const DEPTHS = [1, 100, 10_000];
const ENTRIES = [100, 10_000, 1_000_000];

const start = async (): Promise<OwnInstance> =>
  startInstance({
    vendor: 'postgres',
    env: { EXTENSIONS_PATH: await buildInProcessBundle(testBed().folder) },
  });

test.skipIf(quick)('what becomes slower as versions become more', async () => {
  const measured = new Map<number, Measured>();
  for (const versions of VERSIONS) {
    const instance = await start();
    try {
      // The project that is looked at grows with the rest: a hundredth of all is its own.
      const amount = { versions, projects: Math.min(100, versions / 10) };
      const { project_id } = await fillWithVersions(instance.knex, amount);
      measured.set(versions, await measure(instance, project_id, 'line.growing'));
    } finally {
      await instance.stop();
    }
  }
  await keep(growthRows('versions', measured));
});

test.skipIf(quick)('what becomes slower as a project becomes larger', async () => {
  const instance = await start();
  try {
    const keys = new Map<number, Measured>();
    for (const count of KEYS)
      keys.set(count, await measure(instance, await liveProject(instance, count), 'k0.a'));
    await keep(growthRows('live keys', keys));

    const depths = new Map<number, Measured>();
    for (const count of DEPTHS) {
      const project = await createProject(instance);
      await growLine(instance.knex, { projectId: project, schemaKey: 'deep', count });
      await instance.knex.raw('VACUUM ANALYZE artifact_versions');
      depths.set(count, await measure(instance, project, 'deep'));
    }
    await keep(growthRows('versions in a line', depths));

    const entries = new Map<number, Measured>();
    for (const count of ENTRIES) {
      const project = await liveProject(instance, 1);
      await fillLog(instance.knex, project, count);
      entries.set(count, await measure(instance, project, 'k0.a'));
    }
    await keep(growthRows('entries of a log', entries));
  } finally {
    await instance.stop();
  }
});

/** Medians of the time over HTTP, and the rows that one of each touches. */
async function measure(instance: OwnInstance, project_id: Key, schema_key: string): Promise<Measured> {
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  const project = `/artifacts/projects/${String(project_id)}`;
  const taken: Record<string, number[]> = {};
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    (taken[what] ??= []).push(performance.now() - began);
    return result;
  };
  for (const round of times(ROUNDS)) {
    const input = { project_id, schema_key, value: { round } };
    const version: Version = await timed('record', () => recordVersion(agent, input));
    const approval = { version_id: version.id, action: 'approve' };
    await timed('approve and promote', () => succeeded(reviewer.post('/artifacts/decisions', approval)));
    await timed('read the history', () => succeeded(admin.get(`${project}/history?limit=50`)));
    await timed('read the context', () => succeeded(admin.get(`${project}/context?paths=${schema_key}`)));
    await timed('read the queue', () =>
      succeeded(
        admin.get(
          '/items/artifact_versions?filter[status][_eq]=pending&sort=date_created,id&limit=50&fields=id,schema_key',
        ),
      ),
    );
  }
  const waiting = await recordVersion(agent, { project_id, schema_key, value: 'waits' });
  const rowsOf = async (api: typeof admin, step: AskForRows['step'], id: Key) => {
    const ask: AskForRows = { way: 'rows', step, id: String(id), schema_key };
    return (await succeeded<{ rows: number }>(api.post('/bench', ask))).rows;
  };
  const rows: Record<string, number> = {
    record: await rowsOf(agent, 'record', project_id),
    'approve and promote': await rowsOf(reviewer, 'approve', waiting.id),
    'read the history': await rowsOf(admin, 'history', project_id),
    'read the context': await rowsOf(admin, 'context', project_id),
    'read the queue': await rowsOf(admin, 'queue', project_id),
  };
  return Object.fromEntries(
    Object.entries(taken).map(([what, durations]) => [
      what,
      { ms: quantile(durations, 0.5), rows: rows[what] ?? Number.NaN },
    ]),
  );
}
