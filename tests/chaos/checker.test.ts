import { beforeAll, describe, expect, test } from 'vitest';
import { installGuards, removeGuards } from '../../migrations/lib/guards.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { Checker } from './checker.js';
import { makeClient } from './client.js';
import { History } from './history.js';
import { randomFrom } from './random.js';
import { makeWorld } from './world.js';
import type { World } from './world.js';

const WORK_MS = 8000;
/** So much must have been done, or what is taken away could be the end of the log, which leaves no gap. */
const LEAST_DONE = 60;

// A checker that finds nothing proves nothing until it was seen to find something. One database does for that.
describe.each(vendors.slice(-1))('the checker, told nothing, on %s', (vendor) => {
  let instance: OwnInstance;
  let world: World;
  let history: History;
  const findWrong = () => new Checker(instance, world, history).findWrong();

  beforeAll(async () => {
    instance = await startInstance({ vendor });
    world = await makeWorld(instance, [instance.url]);
    history = new History({ vendor, seed: 7, seconds: WORK_MS / 1000, clients: 3, servers: 1 });
    const until = Date.now() + WORK_MS;
    const isEnough = () => Date.now() > until && history.tally().ok >= LEAST_DONE;
    const clients = [0, 1, 2].map((number) => makeClient(world, history, randomFrom(7, number), number));
    await Promise.all(clients.map((client) => client.work(isEnough)));
    await removeGuards(instance.knex);
    return async () => {
      await installGuards(instance.knex);
      await instance.stop();
    };
  });

  /** Does damage, looks, and takes it back. */
  async function foundAfter(damage: string[], repair: string[]): Promise<string> {
    expect(await findWrong()).toEqual([]);
    for (const sql of damage) await instance.knex.raw(sql);
    const wrong = (await findWrong()).join('\n');
    for (const sql of repair) await instance.knex.raw(sql);
    return wrong;
  }

  test('finds a decision that was acknowledged and is gone', async () => {
    const { knex } = instance;
    await knex.raw('CREATE TABLE chaos_kept AS SELECT * FROM artifact_approvals');
    const wrong = await foundAfter(
      ["DELETE FROM artifact_approvals WHERE reason LIKE 'chaos-7-%'"],
      ['DELETE FROM artifact_approvals', 'INSERT INTO artifact_approvals SELECT * FROM chaos_kept'],
    );
    expect(wrong).toMatch(/chaos-7-\d+-\d+ \(decide, ok\): 0 entries, not 1/);
    expect(wrong).toMatch(/I5: entry \d+ does not follow/);
  });

  test('finds a context that was changed behind the log', async () => {
    const wrong = await foundAfter(
      ['UPDATE projects SET context_version = context_version + 1'],
      ['UPDATE projects SET context_version = context_version - 1'],
    );
    expect(wrong).toMatch(/I3: context_version is/);
  });

  test('finds a status that no decision made', async () => {
    const wrong = await foundAfter(
      ["UPDATE artifact_versions SET status = 'superseded' WHERE status = 'pending'"],
      [
        `UPDATE artifact_versions SET status = 'pending' WHERE status = 'superseded' AND NOT EXISTS (
          SELECT 1 FROM artifact_approvals e WHERE e.artifact_version_id = artifact_versions.id AND e.action = 'supersede')`,
      ],
    );
    expect(wrong).toMatch(/status is superseded, the log says pending/);
  });

  test('finds a gap in the numbers of a line', async () => {
    const wrong = await foundAfter(
      ['UPDATE artifact_versions SET version_number = version_number + 1000'],
      ['UPDATE artifact_versions SET version_number = version_number - 1000'],
    );
    expect(wrong).toMatch(/I6: \S+ has numbers 1001/);
  });

  test('finds files that are not what was hashed', async () => {
    expect(await findWrong()).toEqual([]);
    const digests = new Map(world.files);
    for (const id of digests.keys()) world.files.set(id, '0'.repeat(64));
    const wrong = (await findWrong()).join('\n');
    for (const [id, digest] of digests) world.files.set(id, digest);
    expect(wrong).toMatch(/I8: \S+ \d+ \(\S+\) has hash/);
  });
});
