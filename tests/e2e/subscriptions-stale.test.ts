import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { createTask, expectData, finishTask } from '../helpers/sample.js';
import { TEST_PACE } from './support-callbacks/outbox.js';
import { type Call, Receiver } from './support-callbacks/receiver.js';
import { subscribe } from './support-callbacks/subscriptions.js';
import { newProject } from './support-http/new-project.js';

const told = (calls: Call[]) =>
  calls.map(({ body }) => {
    const { action, version_id, status } = body as { action: string; version_id: string; status: string };
    return `${action} ${version_id} ${status}`;
  });
const from = (...versions: Version[]) => ({
  inputs: versions.map(({ id, schema_key }) => ({ schema_key, version_id: id })),
});

describe.each(vendors)('subscriptions to what becomes stale on %s', (vendor) => {
  const receiver = new Receiver();
  let instance: OwnInstance;
  beforeAll(async () => {
    await receiver.open();
    instance = await startInstance({
      vendor,
      env: { ARTIFACTS_CALLBACK_ALLOW: receiver.origin, ...TEST_PACE },
    });
  });
  afterAll(async () => {
    await instance.stop();
    await receiver.close();
  });

  /** What is in the outbox for a subscription, which is all that it will ever be called with. */
  const outbox = async (subscription: string): Promise<string[]> => {
    const rows = await instance
      .knex('artifact_callbacks')
      .where({ subscription_id: subscription })
      .orderBy('sequence')
      .pluck('body');
    return told(rows.map((body: string) => ({ body: JSON.parse(body) as unknown }) as Call)).sort();
  };

  test('are called once for each version that becomes stale, by what went live, with few words', async () => {
    const { project_id, record, approve, reviewer } = await newProject(instance);
    const address = receiver.address();
    const logo = await record('brand.logo', 1);
    await approve(logo);
    const hero = await record('page.hero', 1, from(logo));
    await approve(hero);
    const video = await record('video.intro', 1, from(hero));
    const gone = await record('page.intro', 1, from(logo));
    expectData(
      await reviewer.post('/artifacts/decisions', { version_id: gone.id, action: 'reject', reason: 'No' }),
    );
    const { id } = await subscribe(instance, { url: address.url, project_id, actions: ['stale'] });
    const task = await createTask(instance, project_id);
    await approve(await record('brand.logo', 2, { source_task_id: task }));
    expect(await outbox(id)).toEqual([]);
    await finishTask(reviewer, task);

    const calls = await address.received(2);
    const expected = [`stale ${hero.id} approved`, `stale ${video.id} pending`].sort();
    expect(told(calls).sort()).toEqual(expected);
    expect(calls[0]!.body).toEqual({
      subscription_id: id,
      version_id: expect.any(String) as string,
      project_id,
      schema_key: expect.stringMatching(/^(page\.hero|video\.intro)$/) as string,
      action: 'stale',
      status: expect.any(String) as string,
      context_version: 3,
      date: expect.any(String) as string,
    });
    // What is stale already does not become it again, whatever else is replaced.
    await approve(await record('brand.logo', 3));
    await approve(await record('page.hero', 2));
    expect(await outbox(id)).toEqual(expected);
  });

  test('hear of every way to become stale, and only of their key', async () => {
    const { project_id, record, approve, decide } = await newProject(instance);
    const address = receiver.address();
    const sources = await Promise.all(['a', 'b', 'c', 'd'].map((key) => record(`source.${key}`, key)));
    const made = await Promise.all(sources.map((source, nth) => record(`made.k${nth}`, nth, from(source))));
    const second = await record('made.both', 1, from(sources[0]!, sources[1]!));
    const { id } = await subscribe(instance, { url: address.url, project_id, actions: ['stale'] });
    const narrow = await subscribe(instance, {
      url: address.url,
      project_id,
      schema_key: 'made.k0',
      actions: ['stale'],
    });
    const [a, b, c, d] = sources as [Version, Version, Version, Version];
    await decide({ version_id: a.id, action: 'reject', reason: 'No' });
    await approve(b);
    await decide({ version_id: b.id, action: 'revoke', reason: 'No' });
    await approve(await record(c.schema_key, 'newer'));
    await decide({ version_id: c.id, action: 'reject', reason: 'Overtaken already' });
    await approve(d);
    expect(await outbox(id)).toEqual(
      [...made.slice(0, 3), second].map((version) => `stale ${version.id} pending`).sort(),
    );
    expect(await outbox(narrow.id)).toEqual([`stale ${made[0]!.id} pending`]);
  });

  test('ask for it: who names no actions hears of decisions only', async () => {
    const { project_id, record, decide } = await newProject(instance);
    const address = receiver.address();
    const { id } = await subscribe(instance, { url: address.url, project_id });
    const logo = await record('brand.logo', 1);
    await record('page.hero', 1, from(logo));
    await decide({ version_id: logo.id, action: 'reject', reason: 'No' });
    expect(await outbox(id)).toEqual([`reject ${logo.id} rejected`]);
  });

  test('hear nothing of what was rolled back', async () => {
    const { project_id, record, approve, ask } = await newProject(instance);
    const { id } = await subscribe(instance, {
      url: receiver.address().url,
      project_id,
      actions: ['stale'],
    });
    const logo = await record('brand.logo', 1);
    await approve(logo);
    await record('page.hero', 1, from(logo));
    const next = await record('brand.logo', 2);
    const refused = await ask([
      { version_id: next.id, action: 'approve' },
      { version_id: logo.id, action: 'approve' },
    ]);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(await outbox(id)).toEqual([]);
  });
});
