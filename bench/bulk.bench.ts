import { expect, test } from 'vitest';
import type { Version } from '../src/domain/words.js';
import { createProject, createTask } from '../tests/helpers/sample.js';
import { benchInstance, benchVendors, roundsOf, times } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { keep, timingRow } from './support/results.js';
import type { Row } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const COUNT = 100;

/** Ids of what the steps before have left, each used once. */
interface Ready {
  ids: string[];
}

test.each(benchVendors)('100 versions in one request against 100 requests, on %s', async (vendor) => {
  const rounds = roundsOf(vendor, { first: 1, full: 3 });
  const instance = benchInstance(vendor);
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  let turn = 0;

  /** A project with versions that are `step`, not counted in the time of what follows. */
  const ready = async (step: 'nothing' | 'recorded' | 'approved'): Promise<Ready & { inputs: object[] }> => {
    const project_id = await createProject(instance);
    const source_task_id = await createTask(instance, project_id);
    const value = turn++;
    const inputs = times(COUNT).map((n) => ({ project_id, source_task_id, schema_key: `k${n}`, value }));
    if (step === 'nothing') return { ids: [], inputs };
    const versions = await succeeded<Version[]>(agent.post('/artifacts/versions', inputs));
    const ids = versions.map(({ id }) => id);
    if (step === 'approved') await succeeded(reviewer.post('/artifacts/decisions', ids.map(approval)));
    return { ids, inputs };
  };
  const approval = (version_id: string) => ({ version_id, action: 'approve' });
  const steps = [
    {
      name: 'recorded',
      from: 'nothing',
      bulk: ({ inputs }) => succeeded(agent.post('/artifacts/versions', inputs)),
      single: async ({ inputs }) => {
        for (const input of inputs) await succeeded(agent.post('/artifacts/versions', input));
      },
    },
    {
      name: 'decided',
      from: 'recorded',
      bulk: ({ ids }) => succeeded(reviewer.post('/artifacts/decisions', ids.map(approval))),
      single: async ({ ids }) => {
        for (const id of ids) await succeeded(reviewer.post('/artifacts/decisions', approval(id)));
      },
    },
    {
      name: 'promoted',
      from: 'approved',
      bulk: ({ ids }) => succeeded(admin.post('/artifacts/promotions', { version_ids: ids })),
      single: async ({ ids }) => {
        for (const id of ids) await succeeded(admin.post('/artifacts/promotions', { version_ids: [id] }));
      },
    },
  ] satisfies {
    name: string;
    from: 'nothing' | 'recorded' | 'approved';
    bulk: (given: Ready & { inputs: object[] }) => Promise<unknown>;
    single: (given: Ready & { inputs: object[] }) => Promise<unknown>;
  }[];

  const rows: Row[] = [];
  for (const { name, from, bulk, single } of steps) {
    const timed = (work: typeof bulk) => async () => {
      const given = await ready(from);
      const start = performance.now();
      await work(given);
      return performance.now() - start;
    };
    const comparison = await sideBySide(timed(single), timed(bulk), { rounds, warmUp: 1 });
    rows.push(
      timingRow(
        {
          name: `${COUNT} versions ${name} in one request, per second`,
          against: `${COUNT} requests, one after the other`,
          one: 'single',
          other: 'bulk',
        },
        comparison,
        { at: '>=', ratio: 5 },
      ),
    );
  }
  expect(rows).toHaveLength(3);
  await keep(rows, vendor);
});
