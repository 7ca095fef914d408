import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.js';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { createProject, expectData, pendingVersion } from '../helpers/sample.js';
import { testBed } from '../helpers/test-bed.js';
import { decide, settledOutbox, TEST_PACE } from './support-callbacks/outbox.js';
import { Receiver } from './support-callbacks/receiver.js';
import { violationsIn } from './support-concurrency/violations.js';

const HOUR_MS = 60 * 60 * 1000;

describe.runIf(vendors.includes('postgres'))('two servers, one of which has a clock that jumps', () => {
  const receiver = new Receiver();
  const clock = join(testBed().folder, `clock-${randomUUID().slice(0, 8)}`);
  let right: OwnInstance;
  let wrong: OwnInstance;

  /** Sets the wrong clock, in hours from the right one. */
  const setClock = async (hours: number): Promise<void> => {
    await writeFile(clock, String(hours * HOUR_MS));
    await sleep(150);
  };

  beforeAll(async () => {
    await receiver.open();
    await setClock(0);
    const env = { ARTIFACTS_CALLBACK_ALLOW: receiver.origin, ...TEST_PACE };
    right = await startInstance({ vendor: 'postgres', env });
    const preload = `--import ${pathToFileURL(inRepository('tests/helpers/shift-clock.js')).href}`;
    const shifted = { NODE_OPTIONS: preload, ARTIFACTS_TEST_CLOCK: clock };
    wrong = await startInstance({ vendor: 'postgres', env: { ...env, ...shifted }, from: right });
  });
  afterAll(async () => {
    await wrong.stop();
    await right.stop();
    await receiver.close();
  });

  test('the log keeps the order in which things were done, its numbers and its chain', async () => {
    const projectId = await createProject(right);
    const made: string[] = [];
    for (const hours of [48, -48, 0]) {
      await setClock(hours);
      for (const server of [wrong, right]) {
        const { version } = await pendingVersion(server, { project_id: projectId });
        await decide(server, version.id, 'request_changes', { reason: 'Nearly' });
        await decide(server, version.id, 'reject', { reason: 'Not this one' });
        made.push(version.id, version.id);
      }
    }
    const reader = as(right.url, right.reviewer.token);
    const history = expectData(
      await reader.get<{ data?: { sequence: number; artifact_version_id: string; date_created: string }[] }>(
        `/artifacts/projects/${projectId}/history?limit=100`,
      ),
    ).reverse();
    expect(history.map((entry) => entry.artifact_version_id)).toEqual(made);
    expect(history.map((entry) => entry.sequence)).toEqual(made.map((_, index) => index + 1));
    const dates = history.map((entry) => entry.date_created);
    expect(dates.toSorted()).not.toEqual(dates); // else the clock did not jump
    const chain = await reader.get(`/artifacts/projects/${projectId}/audit/verify`);
    expect(chain.body.data).toMatchObject({ valid: true, entries: made.length });
    expect(await violationsIn(right, projectId)).toEqual([]);
  });

  test.each([-30, 30])(
    'an answer that a server %i hours off has kept is given again by the other',
    async (hours) => {
      await setClock(hours);
      const body = { project_id: await createProject(right), schema_key: 'copy.slogan', value: 'Go north' };
      for (const [first, second] of [
        [wrong, right],
        [right, wrong],
      ] as const) {
        const headers = { 'Idempotency-Key': randomUUID() };
        const send = ({ url, agent }: OwnInstance) =>
          as(url, agent.token).post<{ data?: { id: string } }>('/artifacts/versions', body, headers);
        const [answer, again] = [await send(first), await send(second)];
        expect(again.headers.get('idempotency-replayed')).toBe('true');
        expect(expectData(again).id).toBe(expectData(answer).id);
      }
    },
  );

  test.each([-48, 48])(
    'a call that a server %i hours off begins is tried again in time, and not given up',
    async (hours) => {
      await setClock(hours);
      const address = receiver.address((nth) => (nth < 3 ? { status: 503 } : { status: 200 }));
      const { version } = await pendingVersion(wrong, { callback_url: address.url });
      await decide(wrong, version.id, 'approve');
      await address.received(4);
      expect(await settledOutbox(right, version.id)).toMatchObject([{ status: 'delivered', attempts: 4 }]);
    },
  );

  test('a call that was put off before the clock of the database was set back is made', async () => {
    await setClock(0);
    const address = receiver.address((nth) => (nth === 0 ? 'hang' : { status: 200 }));
    const { version } = await pendingVersion(right, { callback_url: address.url });
    await decide(right, version.id, 'approve');
    await address.received(1);
    await right
      .knex('artifact_callbacks')
      .where({ artifact_version_id: version.id })
      .update({ next_attempt_at: new Date(Date.now() + 26 * HOUR_MS) });
    await address.received(2);
  });
});
