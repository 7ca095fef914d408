import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { Checker } from './checker.js';
import { makeClient } from './client.js';
import { History } from './history.js';
import { randomFrom } from './random.js';
import { soakPlan } from './settings.js';
import { paceOf } from './soak/pace.js';
import { saveReport, tableOf } from './soak/report.js';
import { type Sample, takeSample } from './soak/sample.js';
import { growth } from './soak/trend.js';
import { makeWorld } from './world.js';

const SAMPLES = 120;
const SHOWN = 20;
/** Below this, all there is is the server growing warm. */
const SECONDS_TO_JUDGE = 300;
/** What a database pool of Directus holds at most, unless it is told otherwise, and a few for its own connections. */
const MOST_CONNECTIONS = 14;

const { rate, ...plan } = soakPlan();

describe.runIf(vendors.includes('postgres'))('a steady load on PostgreSQL', () => {
  let server: OwnInstance;
  beforeAll(async () => {
    server = await startInstance({ vendor: 'postgres' });
  });
  afterAll(() => server.stop());

  test(
    'memory and answers stay as they are, and nothing is left open',
    async () => {
      const history = new History(plan);
      const world = await makeWorld(server, [server.url]);
      const pace = paceOf(rate);
      const began = performance.now();
      const seconds = () => (performance.now() - began) / 1000;
      let isOver = false;
      const clients = Array.from({ length: plan.clients }, (_, number) =>
        makeClient(world, history, randomFrom(plan.seed, number), number).work(() => isOver, pace),
      );
      const samples: Sample[] = [];
      let seen = 0;
      while (seconds() < plan.seconds) {
        await sleep((plan.seconds * 1000) / SAMPLES);
        const known = history.invocations.length;
        samples.push(await takeSample(server, seconds(), history.invocations.slice(seen, known)));
        seen = known;
      }
      isOver = true;
      await Promise.all(clients);
      const path = await saveReport(samples);
      console.log(`${tableOf(samples, SHOWN)}\n${rate} a second were asked for; drawn in ${path}`);

      // Its own announcements and callbacks end shortly after the last answer, and it looks for callbacks now and then.
      const quiet = async () =>
        expect(await takeSample(server, seconds(), [])).toMatchObject({ waiting: 0, oldest: 0 });
      await vi.waitFor(quiet, { timeout: 20_000, interval: 200 });
      expect(Math.max(...samples.map(({ connections }) => connections))).toBeLessThanOrEqual(
        MOST_CONNECTIONS,
      );
      const checker = new Checker(server, world, history);
      expect([...(await checker.findWrong()), ...(await checker.askHealth())]).toEqual([]);
      expect(history.tally().ok).toBeGreaterThan(plan.seconds / 3);
      if (plan.seconds < SECONDS_TO_JUDGE) return;
      const warm = samples.filter(({ at }) => at > plan.seconds / 3);
      const grown = (of: (sample: Sample) => number) =>
        growth(warm.map((sample) => ({ at: sample.at, value: of(sample) })).filter(({ value }) => value > 0));
      expect(
        grown(({ memory }) => memory),
        'memory',
      ).toBeLessThan(0.15);
      expect(
        grown(({ p50 }) => p50),
        'median',
      ).toBeLessThan(0.3);
      expect(
        grown(({ p95 }) => p95),
        '95 %',
      ).toBeLessThan(0.5);
    },
    plan.seconds * 1000 + 300_000,
  );
});
