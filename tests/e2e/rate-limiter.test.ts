import { createDirectus, rest, staticToken } from '@directus/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitForDecision } from '../../src/sdk/index.js';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { pendingVersion } from '../helpers/sample.js';
import { decide, outboxOf, settledOutbox, TEST_PACE } from './support-callbacks/outbox.js';
import { Receiver } from './support-callbacks/receiver.js';
import { describeReply, times } from './support-concurrency/race.js';

const POINTS = 30;
const SECONDS = 2;

describe('a server that limits the rate of requests', () => {
  const receiver = new Receiver();
  let instance: OwnInstance;
  beforeAll(async () => {
    await receiver.open();
    const env = {
      RATE_LIMITER_ENABLED: 'true',
      RATE_LIMITER_POINTS: String(POINTS),
      RATE_LIMITER_DURATION: String(SECONDS),
      ARTIFACTS_CALLBACK_ALLOW: receiver.origin,
      ...TEST_PACE,
    };
    instance = await startInstance({ vendor: vendors[0]!, env });
  });
  afterAll(async () => {
    await instance.stop();
    await receiver.close();
  });

  test('says 429 to what is too much, which does nothing; who waits for a decision goes on, and callbacks do', async () => {
    const address = receiver.address();
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    const client = createDirectus(instance.url).with(rest()).with(staticToken(instance.agent.token));
    const waiting = waitForDecision(client, version.id, { interval: 100, timeout: 60_000 });
    const reviewer = as(instance.url, instance.reviewer.token);
    const replies = await Promise.all(
      times(2 * POINTS).map(() =>
        reviewer.post('/artifacts/decisions', {
          version_id: version.id,
          action: 'revoke',
          reason: 'Not yet',
        }),
      ),
    );
    const outcomes = new Set(replies.map(describeReply));
    expect(outcomes).toEqual(new Set(['409 ILLEGAL_TRANSITION', '429 REQUESTS_EXCEEDED']));
    expect(await outboxOf(instance, version.id)).toEqual([]);

    await expect
      .poll(() => decide(instance, version.id, 'approve').then(({ status }) => status, String), {
        timeout: 20_000,
        interval: 500,
      })
      .toBe(200);
    expect((await waiting).decision.action).toBe('approve');
    await address.received(1);
    expect(await settledOutbox(instance, version.id)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });
});
