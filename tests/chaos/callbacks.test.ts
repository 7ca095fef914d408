import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { outboxOf, TEST_PACE } from '../e2e/support-callbacks/outbox.js';
import { type Address, Receiver } from '../e2e/support-callbacks/receiver.js';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { createProject, recordVersion } from '../helpers/sample.js';
import { randomFrom } from './random.js';

const VERSIONS = 100;
const SEED = 7;

interface Told {
  version_id: string;
  action: string;
}

// On the database on which several servers share an outbox; that of SQLite is the same code.
describe.each(vendors.slice(-1))(
  'callbacks of 200 decisions on %s, the receiver failing half of the time',
  (vendor) => {
    const receiver = new Receiver();
    let instance: OwnInstance;
    beforeAll(async () => {
      await receiver.open();
      const env = { ARTIFACTS_CALLBACK_ALLOW: receiver.origin, ...TEST_PACE };
      instance = await startInstance({ vendor, env });
    });
    afterAll(async () => {
      await instance.stop();
      await receiver.close();
    });

    /** Sends it until it is answered with success, as a client with a key does. */
    async function decideSurely(versionId: string, action: string): Promise<void> {
      const body = { version_id: versionId, action, reason: 'Because' };
      const headers = { 'Idempotency-Key': randomUUID() };
      await vi.waitFor(
        async () => {
          const reviewer = as(instance.url, instance.reviewer.token);
          expect((await reviewer.post('/artifacts/decisions', body, headers)).status).toBe(200);
        },
        { timeout: 60_000, interval: 200 },
      );
    }

    test('with receiver and server killed twice, each arrives, in order, under one delivery id', async () => {
      const random = randomFrom(SEED);
      const projectId = await createProject(instance);
      const versions: { id: string; address: Address; taken: boolean[] }[] = [];
      for (let nth = 0; nth < VERSIONS; nth++) {
        const taken: boolean[] = [];
        const address = receiver.address(() => {
          taken.push(random.chance(0.5));
          return { status: taken.at(-1) === true ? 200 : 503 };
        });
        const input = {
          project_id: projectId,
          schema_key: `page.p${nth}`,
          value: nth,
          callback_url: address.url,
        };
        const { id } = await recordVersion(as(instance.url, instance.agent.token), input);
        versions.push({ id, address, taken });
      }
      const decideAll = async (action: string) => {
        for (const { id } of versions) await decideSurely(id, action);
      };
      const trouble = async () => {
        await sleep(1000);
        await instance.kill();
        await instance.restart();
        await receiver.close();
        await sleep(1000);
        await receiver.open();
      };
      await Promise.all([decideAll('request_changes'), trouble()]);
      await Promise.all([decideAll('approve'), trouble()]);

      await vi.waitUntil(
        async () => {
          const open = await instance.knex('artifact_callbacks').where({ status: 'pending' });
          return open.length === 0;
        },
        { timeout: 110_000, interval: 500 },
      );
      for (const { id, address, taken } of versions) {
        const rows = await outboxOf(instance, id);
        expect(rows).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
        const told = address.calls.map(({ body, key }) => ({ ...(body as Told), key }));
        const actions = told.map(({ action }) => action);
        expect(actions).toEqual(actions.toSorted().reverse()); // request_changes, then approve, each once or more
        for (const [nth, action] of ['request_changes', 'approve'].entries()) {
          const own = told.filter((call) => call.action === action);
          expect(new Set(own.map(({ key }) => key))).toEqual(new Set([rows[nth]!.id]));
          expect(own.some((call) => taken[told.indexOf(call)])).toBe(true);
        }
      }
    }, 240_000);
  },
);
