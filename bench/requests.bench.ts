import { test } from 'vitest';
import type { Version } from '../src/domain/words.js';
import { createProject, createTask, recordVersion, setStatus } from '../tests/helpers/sample.js';
import { benchInstance, benchVendors, keyOf, roundsOf } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { createPlainCollection, createPlainRow, PLAIN, plainRow } from './support/native.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

test.each(benchVendors)('each request alone against a plain one of Directus, on %s', async (vendor) => {
  const rounds = { rounds: roundsOf(vendor, { first: 20, full: 120 }), warmUp: 10 };
  const instance = benchInstance(vendor);
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  await createPlainCollection(admin);
  const project_id = await createProject(instance);
  const source_task_id = await createTask(instance, project_id);
  let turn = 0;
  const record = (): Promise<Version> =>
    recordVersion(agent, { project_id, source_task_id, schema_key: keyOf(turn), value: { turn: turn++ } });

  // What they need is made before the clock starts: a contender may return its own milliseconds.
  const timed = async (request: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await request();
    return performance.now() - start;
  };
  /** A row of its own each time, as each version is approved only once, written by whoever does the same with ours. */
  const patchBy = (api: typeof admin) => async () => {
    const row = await createPlainRow(agent, { turn: turn++ });
    return timed(() => succeeded(api.patch(`/items/${PLAIN}/${String(row)}`, { status: `turn ${turn++}` })));
  };

  const recording = await sideBySide(
    record,
    () => succeeded(agent.post(`/items/${PLAIN}`, plainRow({ turn: turn++ }))),
    rounds,
  );
  const approving = await sideBySide(
    async () => {
      const version = await record();
      return timed(() => succeeded(setStatus(reviewer, version.id, 'approved')));
    },
    patchBy(reviewer),
    rounds,
  );
  const promoting = await sideBySide(
    async () => {
      const version = await record();
      await succeeded(setStatus(reviewer, version.id, 'approved'));
      return timed(() => succeeded(admin.post('/artifacts/promotions', { version_ids: [version.id] })));
    },
    patchBy(admin),
    rounds,
  );
  const row = (name: string, against: string, comparison: typeof recording, ratio: number) =>
    timingRow({ name, against, one: 'ours', other: 'native' }, comparison, { at: '<=', ratio });
  await keep(
    [
      row('recording a version, alone', 'a native POST of an equal row', recording, 1.4),
      row('approving by PATCH, alone', 'a native PATCH of an equal row', approving, 1.6),
      row('promoting a version, alone', 'a native PATCH of an equal row', promoting, 1),
    ],
    vendor,
  );
});
