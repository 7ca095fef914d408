import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyDatabase, removeDatabase } from '../helpers/database.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { startPostgres } from '../helpers/postgres.js';
import type { Postgres } from '../helpers/postgres.js';
import { fillTemplate } from '../helpers/template.js';
import { testBed } from '../helpers/test-bed.js';
import { Checker } from './checker.js';
import { makeClient } from './client.js';
import { History } from './history.js';
import { makeNemesis } from './nemesis.js';
import { rulesAreDone } from './policies.js';
import { randomFrom } from './random.js';
import { killsFor, planFor } from './settings.js';
import { makeWorld } from './world.js';

const NEMESIS_STREAM = 1_000_000;
const PAUSES = 3;
const LEAST_PER_KILL = 5;
/** So many of the wrongs are shown; the saved history tells the rest. */
const SHOWN = 20;

describe.each(vendors)('random clients and kills on %s', (vendor) => {
  const plan = planFor(vendor);
  const servers: OwnInstance[] = [];
  let postgres: Postgres | null = null;

  beforeAll(async () => {
    // The one of the other tests must not be crashed.
    if (vendor === 'postgres') {
      postgres = await startPostgres();
      const { folder } = testBed();
      const template = await emptyDatabase({ folder, postgres: postgres.address }, vendor);
      const people = await fillTemplate(folder, template);
      servers.push(await startInstance({ vendor, template: { template, people } }));
      await removeDatabase(template);
    } else servers.push(await startInstance({ vendor }));
    while (servers.length < plan.servers) servers.push(await startInstance({ vendor, from: servers[0]! }));
  });

  afterAll(async () => {
    for (const server of servers.toReversed()) await server.stop();
    await postgres?.stop();
  });

  test(
    'lose nothing, double nothing, and leave nothing half done',
    async () => {
      const [first] = servers;
      if (first === undefined) throw new Error('No server was started.');
      const history = new History(plan);
      const world = await makeWorld(
        first,
        servers.map(({ url }) => url),
      );
      const checker = new Checker(first, world, history);
      const wantedKills = killsFor(plan);
      const everyMs = (plan.seconds * 1000) / wantedKills / 3;
      const nemesis = makeNemesis(servers, history, randomFrom(plan.seed, NEMESIS_STREAM), everyMs, postgres);
      const clients = Array.from({ length: plan.clients }, (_, number) =>
        makeClient(world, history, randomFrom(plan.seed, number), number),
      );
      for (let pause = 1; pause <= PAUSES; pause += 1) {
        const until = Date.now() + (plan.seconds * 1000) / PAUSES;
        const enoughKills = () => nemesis.kills >= (wantedKills * pause) / PAUSES;
        let isOver = false;
        const nemesisWork = nemesis
          .work(() => Date.now() > until && enoughKills())
          .then(() => (isOver = true));
        await Promise.all([nemesisWork, ...clients.map((client) => client.work(() => isOver))]);
        await rulesAreDone(first.knex);
        const wrong = [...(await checker.findWrong()), ...(await checker.askHealth())];
        const { ok, refused, unknown } = history.tally();
        const sum = `${ok} done, ${refused} refused, ${unknown} unknown`;
        const blows = `${nemesis.kills} kills, ${nemesis.crashes} crashes`;
        console.log(`${vendor}, seed ${plan.seed}, pause ${pause} of ${PAUSES}: ${sum}; ${blows}`);
        if (wrong.length === 0) continue;
        const path = await history.save();
        throw new Error(`Seed ${plan.seed}, history in ${path}:\n${wrong.slice(0, SHOWN).join('\n')}`);
      }
      if (process.env['ARTIFACTS_CHAOS_SAVE'] === 'true') console.log(await history.save());
      // A run in which little happened between the kills would prove little, however busy the machine is.
      expect(history.tally().ok).toBeGreaterThan(LEAST_PER_KILL * nemesis.kills);
      expect(nemesis.kills).toBeGreaterThanOrEqual(wantedKills);
      if (postgres !== null && wantedKills > 2) expect(nemesis.crashes).toBeGreaterThan(0);
    },
    plan.seconds * 4000 + 180_000,
  );
});
