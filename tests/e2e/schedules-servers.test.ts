import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { untilBlocked } from './support-concurrency/blocked.js';
import { tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';
import { readHealth } from './support-invariants/health.js';
import { Receiver } from './support-callbacks/receiver.js';
import { comeIn, freeze, inMs, liveIds, promotionsOf, untilLive } from './support-freezes/routes.js';
import { approving, newProject, type TestProject } from './support-http/new-project.js';

const HOUR_MS = 60 * 60 * 1000;
const SLOW = { timeout: 300_000 };

/** Versions that are to go live in an hour. */
async function scheduled(project: TestProject, count: number): Promise<string[]> {
  const versions = [];
  for (const nth of times(count)) versions.push(await project.record(`page.p${nth}`, nth));
  await project.decide(versions.map((version) => approving(version, { promote_at: inMs(HOUR_MS) })));
  return versions.map(({ id }) => id);
}

/** Each is live, by one promotion, and all of the invariants hold. */
async function expectLiveOnce(server: OwnInstance, project: TestProject, ids: string[]): Promise<void> {
  for (const id of ids) await untilLive(server, project.project_id, id, 60_000);
  for (const id of ids) expect(await promotionsOf(server, id)).toHaveLength(1);
  expect(await violationsIn(server, project.project_id)).toEqual([]);
}

describe.each(vendors)('what is due while no server is there, on %s', (vendor) => {
  test('goes live when one is back, once, late, and kills take nothing from it', SLOW, async () => {
    const receiver = new Receiver();
    await receiver.open();
    const env = { ARTIFACTS_CALLBACK_ALLOW: receiver.origin, ARTIFACTS_CALLBACK_RETRY_MS: '200' };
    const server = await startInstance({ vendor, env });
    try {
      const project = await newProject(server);
      const address = receiver.address();
      const wanted = { url: address.url, project_id: project.project_id, actions: ['promote'] };
      await project.admin.post('/artifacts/subscriptions', wanted);
      const missed = await scheduled(project, 3);
      const counted = async () => (await readHealth(server)).body.data?.schedule;
      expect(await counted()).toEqual({ waiting: 3, overdue: 0, frozen: 0, oldest_overdue_seconds: null });
      const other = await newProject(server);
      const [kept] = await scheduled(other, 1);
      await freeze(other);
      await comeIn(server, [kept!], -HOUR_MS);
      expect(await counted()).toMatchObject({ waiting: 3, overdue: 0, frozen: 1 });
      await server.kill();
      await comeIn(server, missed, 0);
      expect(await liveIds(server, project.project_id)).toEqual([]);
      await server.restart();
      await expectLiveOnce(server, project, missed);
      expect(
        (await address.received(3)).map(({ body }) => (body as { version_id: string }).version_id).sort(),
      ).toEqual(missed.toSorted());

      // Killed around the moment itself, at whatever it is doing then.
      for (const ahead of [60, 20, -10, -40]) {
        const busy = await newProject(server);
        const ids = await scheduled(busy, 12);
        const due = await comeIn(server, ids, 6500);
        await sleep(Math.max(0, due - ahead - Date.now()));
        await server.kill();
        const live = await liveIds(server, busy.project_id);
        expect([0, 12]).toContain(live.length);
        await server.restart();
        await expectLiveOnce(server, busy, ids);
      }
    } finally {
      await server.stop();
      await receiver.close();
    }
  });
});

describe.runIf(vendors.includes('postgres'))('two servers', () => {
  test(
    'that find the same due promote it once, and one takes over when the other is killed',
    SLOW,
    async () => {
      const first = await startInstance({ vendor: 'postgres' });
      const second = await startInstance({ vendor: 'postgres', from: first });
      try {
        const projects = await Promise.all(times(4).map(() => newProject(first)));
        const due = await Promise.all(projects.map((project) => scheduled(project, 5)));
        // Farther away than either looks: both know the moment when it comes.
        await comeIn(first, due.flat(), 8000);
        for (const [nth, project] of projects.entries()) await expectLiveOnce(first, project, due[nth]!);
        for (const project of projects) {
          const { context_version }: { context_version: number } = await first
            .knex('projects')
            .where({ id: project.project_id })
            .first();
          expect(context_version).toBe(1);
        }

        const project = await newProject(first);
        const ids = await scheduled(project, 5);
        await first.kill();
        await comeIn(first, ids, 0);
        await expectLiveOnce(second, project, ids);
      } finally {
        await second.stop();
        await first.stop();
      }
    },
  );
});

describe.each(vendors)('a freeze that races with promotions, on %s', (vendor) => {
  test('stops every one that commits after its answer, and none that was there before', SLOW, async () => {
    const server = await startInstance({ vendor });
    try {
      for (const round of times(12)) {
        const project = await newProject(server);
        const versions = [];
        for (const nth of times(6)) versions.push(await project.record(`page.p${nth}`, nth));
        let answered = false;
        const stopping = freeze(project, round % 2 === 0 ? null : 'page').then((made) => {
          answered = true;
          return made;
        });
        const decisions = versions.map(async (version) => {
          const after = answered;
          const reply = await project.ask(approving(version));
          return { version, after, reply };
        });
        const [stop, outcomes] = [await stopping, await Promise.all(decisions)];
        expect(tally(outcomes.map(({ reply }) => reply))).toEqual({ '200': 6 });
        const late = await project.record('page.late');
        const [decided] = await project.decide([approving(late)]);
        expect(decided).toMatchObject({ promotion: null, frozen: [{ freeze_id: stop.id }] });
        const live = await liveIds(server, project.project_id);
        for (const { version, after, reply } of outcomes) {
          const { promotion, frozen } = reply.body.data as {
            promotion: object | null;
            frozen: { freeze_id: string }[];
          };
          expect(promotion !== null).toBe(live.includes(version.id));
          expect(frozen.length).toBe(live.includes(version.id) ? 0 : 1);
          if (after) expect(frozen).toMatchObject([{ freeze_id: stop.id }]);
        }
        await project.promote({ project_id: project.project_id });
        expect(await liveIds(server, project.project_id)).toEqual(live);
        expect(await violationsIn(server, project.project_id)).toEqual([]);
      }
    } finally {
      await server.stop();
    }
  });
});

describe.runIf(vendors.includes('postgres'))('a freeze and a promotion that wait for one project', () => {
  test('come in their order: who waits first commits first', SLOW, async () => {
    const server = await startInstance({ vendor: 'postgres' });
    try {
      for (const freezeFirst of [true, false]) {
        const project = await newProject(server);
        const version = await project.record('page');
        const holder = await server.knex.transaction();
        await holder('projects').where({ id: project.project_id }).forUpdate();
        const work = [() => freeze(project), () => project.decide([approving(version)])];
        if (!freezeFirst) work.reverse();
        const [first, second] = work;
        const one = first!();
        await untilBlocked(server.knex, holder, 1);
        const two = second!();
        await untilBlocked(server.knex, holder, 2);
        await holder.commit();
        await Promise.all([one, two]);
        expect(await liveIds(server, project.project_id)).toEqual(freezeFirst ? [] : [version.id]);
      }
    } finally {
      await server.stop();
    }
  });
});
