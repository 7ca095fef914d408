import { test } from 'vitest';
import type { Key, Version } from '../src/domain/words.js';
import { createProject, createTask, recordVersion, setStatus } from '../tests/helpers/sample.js';
import { benchInstance, quick } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { createPlainCollection, createPlainRow, PLAIN, plainRow } from './support/native.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const ROUNDS = quick ? 20 : 150;
const rounds = { rounds: ROUNDS, warmUp: 10 };

test('each request alone against a plain one of Directus', async () => {
  const instance = benchInstance();
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  await createPlainCollection(admin);
  const project_id = await createProject(instance);
  const source_task_id = await createTask(instance, project_id);
  let turn = 0;
  const record = (): Promise<Version> =>
    recordVersion(agent, { project_id, source_task_id, schema_key: 'brand.logo', value: { turn: turn++ } });
  const patched: Key = await createPlainRow(admin, {});
  const patch = () =>
    succeeded(admin.patch(`/items/${PLAIN}/${String(patched)}`, { summary: `turn ${turn++}` }));

  const recording = await sideBySide(
    record,
    () => succeeded(admin.post(`/items/${PLAIN}`, plainRow({ turn: turn++ }))),
    rounds,
  );
  // What they need is made before the clock starts: a contender may return its own milliseconds.
  const timed = async (request: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await request();
    return performance.now() - start;
  };
  const approving = await sideBySide(
    async () => {
      const version = await record();
      return timed(() => succeeded(setStatus(reviewer, version.id, 'approved')));
    },
    () => timed(patch),
    rounds,
  );
  const promoting = await sideBySide(
    async () => {
      const version = await record();
      await succeeded(setStatus(reviewer, version.id, 'approved'));
      return timed(() => succeeded(admin.post('/artifacts/promotions', { version_ids: [version.id] })));
    },
    () => timed(patch),
    rounds,
  );
  const row = (name: string, against: string, comparison: typeof recording, ratio: number) =>
    timingRow({ name, against, one: 'ours', other: 'native' }, comparison, { at: '<=', ratio });
  await keep([
    row('recording a version, alone', 'a native POST of an equal row', recording, 1.4),
    row('approving by PATCH, alone', 'a native PATCH of an equal row', approving, 1.6),
    row('promoting a version, alone', 'a native PATCH of an equal row', promoting, 1),
  ]);
});
