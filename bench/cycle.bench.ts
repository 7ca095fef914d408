import { expect, test } from 'vitest';
import type { Key, Version } from '../src/domain/words.js';
import { createProject, createTask, recordVersion, setStatus } from '../tests/helpers/sample.js';
import { benchInstance, quick, times } from './support/bench-setup.js';
import { atOnce, clientsOf, succeeded } from './support/clients.js';
import { createPlainCollection, createPlainRow, nativeCycle, PLAIN } from './support/native.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const CLIENTS = 8;
const CYCLES = quick ? 2 : 10;
const ROUNDS = quick ? 3 : 15;
const RACERS = 16;

test('a full cycle against native content versioning', async () => {
  const instance = benchInstance();
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  await createPlainCollection(admin);
  const projects = await Promise.all(times(CLIENTS).map(() => createProject(instance)));
  // In progress, so that approving does not promote yet: that is a request of its own, as it is natively.
  const tasks = await Promise.all(projects.map((project) => createTask(instance, project)));
  const items = await Promise.all(times(CLIENTS).map((n) => createPlainRow(admin, { n })));
  let turn = 0;

  const ours = () =>
    atOnce(CLIENTS, CYCLES, async (client) => {
      const project_id = projects[client]!;
      const version: Version = await recordVersion(agent, {
        project_id,
        schema_key: 'brand.logo',
        value: { turn: turn++ },
        source_task_id: tasks[client]!,
      });
      await succeeded(setStatus(reviewer, version.id, 'approved'));
      await succeeded(admin.post('/artifacts/promotions', { version_ids: [version.id] }));
    });
  const native = () =>
    atOnce(CLIENTS, CYCLES, (client) => nativeCycle(admin, items[client]!, { turn: turn++ }));

  const noise = await sideBySide(ours, ours, { rounds: Math.ceil(ROUNDS / 2), warmUp: 1 });
  const comparison = await sideBySide(native, ours, { rounds: ROUNDS, warmUp: 1 });
  const row = timingRow(
    {
      name: 'cycles of record, approve and promote per second, 8 clients',
      against: 'native create-version, save, compare and promote',
      one: 'native',
      other: 'ours',
    },
    comparison,
    { at: '>=', ratio: 2 },
  );
  const lost = { native: await lostNatively(), ours: await lostByUs(projects[0]!) };
  expect(lost.ours).toBe(0);
  await keep([
    timingRow(
      { name: 'noise of cycles', against: 'themselves', one: 'ours', other: 'ours again' },
      noise,
      null,
    ),
    {
      ...row,
      figures: {
        ...row.figures,
        'our cycles per s': Math.round((CLIENTS * CYCLES * 1000) / comparison.other),
        [`native promotes lost of ${RACERS}`]: lost.native,
        [`ours lost of ${RACERS}`]: lost.ours,
      },
    },
  ]);

  /** How many of the values that clients promote at once into one item are not there afterwards. */
  async function lostNatively(): Promise<number> {
    const item = await createPlainRow(admin, {});
    await Promise.all(
      times(RACERS).map((n) => nativeCycle(admin, item, { [`racer${n}`]: true }).catch(() => null)),
    );
    const { value } = await succeeded<{ value: object }>(admin.get(`/items/${PLAIN}/${String(item)}`));
    return RACERS - Object.keys(value).length;
  }

  async function lostByUs(project_id: Key): Promise<number> {
    const racers = await Promise.all(
      times(RACERS).map((n) => recordVersion(agent, { project_id, schema_key: `racers.n${n}`, value: n })),
    );
    await Promise.all(racers.map((version) => succeeded(setStatus(reviewer, version.id, 'approved'))));
    const context = await succeeded<{ racers: object }>(
      admin.get(`/artifacts/projects/${String(project_id)}/context`),
    );
    return RACERS - Object.keys(context.racers).length;
  }
});
