import { test } from 'vitest';
import type { Key, Version } from '../src/domain/words.js';
import { startInstance } from '../tests/helpers/instance.js';
import type { OwnInstance } from '../tests/helpers/instance.js';
import { fillWithVersions } from '../tests/helpers/many-versions.js';
import { createProject, recordVersion } from '../tests/helpers/sample.js';
import { approveAll, recordAll } from '../tests/e2e/support-concurrency/race.js';
import { quick, times } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { keep, round } from './support/results.js';
import type { Row } from './support/results.js';
import { quantile } from './support/side-by-side.js';

const ROUNDS = quick ? 10 : 60;
const VERSIONS = quick ? [100, 10_000] : [100, 10_000, 1_000_000];
const KEYS = quick ? [1, 100] : [1, 100, 10_000];

/** Median milliseconds of each operation. */
type Times = Record<string, number>;

test('what becomes slower as versions and log entries become more', async () => {
  const measured = new Map<number, Times>();
  for (const versions of VERSIONS) {
    const instance = await startInstance({ vendor: 'postgres' });
    try {
      const { project_id } = await fillWithVersions(instance.knex, {
        versions,
        // The project that is looked at grows with the rest: a hundredth of all is its own.
        projects: Math.min(100, versions / 10),
      });
      measured.set(versions, await timesOf(instance, project_id, 'line.growing'));
    } finally {
      await instance.stop();
    }
  }
  await keep(growthRows('versions', measured));
});

test('what becomes slower as live keys become more', async () => {
  const instance = await startInstance({ vendor: 'postgres' });
  try {
    const { agent, reviewer } = clientsOf(instance, instance.url);
    const measured = new Map<number, Times>();
    for (const keys of KEYS) {
      const project = await createProject(instance);
      const inputs = times(keys).map((n) => ({ schema_key: `k${n}`, value: { headline: `Headline ${n}` } }));
      await approveAll(reviewer, await recordAll(agent, project, inputs));
      measured.set(keys, await timesOf(instance, project, 'k0'));
    }
    await keep(growthRows('live keys', measured));
  } finally {
    await instance.stop();
  }
});

async function timesOf(instance: OwnInstance, project_id: Key, schema_key: string): Promise<Times> {
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  const project = `/artifacts/projects/${String(project_id)}`;
  const taken: Record<string, number[]> = {};
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    (taken[what] ??= []).push(performance.now() - start);
    return result;
  };
  for (const round_ of times(ROUNDS)) {
    const input = { project_id, schema_key, value: { round: round_ } };
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
  return Object.fromEntries(
    Object.entries(taken).map(([what, durations]) => [what, quantile(durations, 0.5)]),
  );
}

/** The time at the largest size against that at the smallest; the order is the power of the size that it grows with. */
function growthRows(of: string, measured: Map<number, Times>): Row[] {
  const sizes = [...measured.keys()];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return Object.keys(measured.get(least) ?? {}).map((what) => {
    const at = (size: number) => measured.get(size)?.[what] ?? Number.NaN;
    const ratio = at(most) / at(least);
    return {
      name: `growth: to ${what} with ${most} ${of}`,
      against: `with ${least}`,
      ratio: round(ratio),
      goal: null,
      met: null,
      spread: [round(ratio), round(ratio)],
      figures: {
        ...Object.fromEntries(sizes.map((size) => [`at ${size} ms`, round(at(size))])),
        order: round(Math.log(ratio) / Math.log(most / least)),
      },
    };
  });
}
