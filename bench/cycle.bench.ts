import { expect, test } from 'vitest';
import type { Key, Version } from '../src/domain/words.js';
import { createProject, createTask, recordVersion } from '../tests/helpers/sample.js';
import { benchInstance, benchVendors, keyOf, quick, roundsOf, times } from './support/bench-setup.js';
import { atOnce, clientsOf, succeeded } from './support/clients.js';
import { createPlainCollection, createPlainRow, nativeCycle, PLAIN } from './support/native.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const CLIENTS = 8;
const CYCLES = quick ? 2 : 3;
const RACERS = 16;

test.each(benchVendors)('a full cycle against native content versioning, on %s', async (vendor) => {
  const rounds = roundsOf(vendor, { first: 2, full: 7 });
  const instance = benchInstance(vendor);
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  await createPlainCollection(admin);
  const projects = await Promise.all(times(CLIENTS).map(() => createProject(instance)));
  // In progress, so that approving does not promote yet: that is a request of its own, as it is natively.
  const tasks = await Promise.all(projects.map((project) => createTask(instance, project)));
  const items = await Promise.all(times(CLIENTS).map((n) => createPlainRow(admin, { n })));
  let turn = 0;

  const approve = ({ id }: Version) =>
    succeeded(reviewer.post('/artifacts/decisions', { version_id: id, action: 'approve' }));
  const record = (client: number, source_task_id: Key | null): Promise<Version> => {
    const input = { project_id: projects[client]!, schema_key: keyOf(turn), value: { turn: turn++ } };
    return recordVersion(agent, source_task_id === null ? input : { ...input, source_task_id });
  };
  const ours = () =>
    atOnce(CLIENTS, CYCLES, async (client) => {
      const version = await record(client, tasks[client]!);
      await approve(version);
      await succeeded(admin.post('/artifacts/promotions', { version_ids: [version.id] }));
    });
  /** As it is where there is no task, or it is done: approving promotes. */
  const atApproval = () =>
    atOnce(CLIENTS, CYCLES, async (client) => {
      await approve(await record(client, null));
    });
  const native = () =>
    atOnce(CLIENTS, CYCLES, (client) => nativeCycle({ agent, reviewer }, items[client]!, { turn: turn++ }));

  const noise = await sideBySide(ours, ours, { rounds: Math.ceil(rounds / 2), warmUp: 1 });
  const comparison = await sideBySide(native, ours, { rounds, warmUp: 1 });
  const short = await sideBySide(native, atApproval, { rounds, warmUp: 1 });
  const against = 'native create-version, save, compare and promote';
  const goal = { at: '>=', ratio: 2 } as const;
  const names = { against, one: 'native', other: 'ours' };
  const name = `cycles of record, approve and promote per second, ${CLIENTS} clients`;
  const row = timingRow({ name, ...names }, comparison, goal);
  const lost = { native: await lostNatively(), ours: await lostByUs(projects[0]!) };
  expect(lost.ours).toBe(0);
  const perSecond = (ms: number) => Math.round((CLIENTS * CYCLES * 1000) / ms);
  await keep(
    [
      timingRow(
        { name: 'noise of cycles', against: 'themselves', one: 'ours', other: 'ours again' },
        noise,
        null,
      ),
      timingRow({ name: `${name}, promoted by approving`, ...names }, short, goal),
      {
        ...row,
        figures: {
          ...row.figures,
          'our cycles per s': perSecond(comparison.other),
          'native cycles per s': perSecond(comparison.one),
          [`native promotes lost of ${RACERS}`]: lost.native,
          [`ours lost of ${RACERS}`]: lost.ours,
        },
      },
    ],
    vendor,
  );

  /** How many of the values that clients promote at once into one item are not there afterwards. */
  async function lostNatively(): Promise<number> {
    const item = await createPlainRow(admin, {});
    await Promise.all(
      times(RACERS).map((n) =>
        nativeCycle({ agent, reviewer }, item, { [`racer${n}`]: true }).catch(() => null),
      ),
    );
    const { value } = await succeeded<{ value: object }>(admin.get(`/items/${PLAIN}/${String(item)}`));
    return RACERS - Object.keys(value).length;
  }

  async function lostByUs(project_id: Key): Promise<number> {
    const racers = await Promise.all(
      times(RACERS).map((n) => recordVersion(agent, { project_id, schema_key: `racers.n${n}`, value: n })),
    );
    await Promise.all(racers.map(approve));
    const context = await succeeded<{ racers: object }>(
      admin.get(`/artifacts/projects/${String(project_id)}/context`),
    );
    return RACERS - Object.keys(context.racers).length;
  }
});
