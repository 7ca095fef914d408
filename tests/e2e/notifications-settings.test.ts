import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';
import {
  comesDue,
  reviewingOf,
  setReviewing,
  startAfresh,
  toldTo,
  untilDone,
  untilLooked,
  untilTold,
  versionsToldTo,
} from './support-notifications/told.js';
import { policyProject } from './support-policies/policy.js';

const SLOW = { timeout: 120_000 };
const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

describe.each(vendors)('how people want to be told, on %s', SLOW, (vendor) => {
  // Its own: it looks at everything that its people are told.
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());
  beforeEach(() => startAfresh(instance));

  test('a digest comes once a day, with all that waits, and not when nothing does', async () => {
    const { reviewer, record, approve } = await newProject(instance);
    await setReviewing(reviewer, { mode: 'digest', digest_hour: 5 });
    const versions = [await record('brand.logo'), await record('brand.colors')];
    await untilTold(instance, instance.admin, 1);
    await untilLooked(instance);
    expect(await toldTo(instance, instance.reviewer)).toEqual([]);
    await comesDue(instance, instance.reviewer);
    const [note] = await untilTold(instance, instance.reviewer, 1);
    expect(note!.subject).toBe('2 versions wait for your review');
    expect(note!.message).toContain('[brand.logo](');
    const { next_look_at: next } = await instance
      .knex('artifact_review_settings')
      .where({ user_id: instance.reviewer.id })
      .first();
    expect(new Date(next).getUTCHours()).toBe(5);

    await approve(...versions);
    await comesDue(instance, instance.reviewer);
    await untilDone(instance, instance.reviewer);
    expect(await toldTo(instance, instance.reviewer)).toHaveLength(1);
  });

  test('who wants none is told nothing; in German, who uses the Studio in German', async () => {
    const { knex } = instance;
    const { reviewer, record } = await newProject(instance);
    await setReviewing(reviewer, { mode: 'off' });
    await knex('directus_users').where({ id: instance.admin.id }).update({ language: 'de-DE' });
    await record('brand.logo');
    const [note] = await untilTold(instance, instance.admin, 1);
    expect(note!.subject).toBe('brand.logo, Version 1, wartet auf Ihre Prüfung');
    await knex('directus_users').where({ id: instance.admin.id }).update({ language: null });
    await untilLooked(instance);
    expect(await toldTo(instance, instance.reviewer)).toEqual([]);
  });

  test('while somebody is away the delegate is told, and they themselves when they are back', async () => {
    const { policy, record, reviewer, secondReviewer } = await policyProject(instance);
    const reviewers = { roles: [], policies: [], users: [instance.reviewer.id] };
    await policy({ effect: 'require', reviewers });
    await setReviewing(reviewer, { away_until: inHours(24), delegate_to: instance.secondReviewer.id });
    const version = await record('brand.logo');
    const [note] = await untilTold(instance, instance.secondReviewer, 1);
    expect(note!.message).toMatch(/You are told in place of .+, who is away\./);
    await untilLooked(instance);
    expect(await toldTo(instance, instance.reviewer)).toEqual([]);

    // One step only: who is away as well passes nothing on, and a circle leads nowhere.
    await setReviewing(secondReviewer, { away_until: inHours(2), delegate_to: instance.reviewer.id });
    const second = await record('brand.colors');
    await untilLooked(instance);
    expect(await toldTo(instance, instance.reviewer)).toEqual([]);
    expect(await toldTo(instance, instance.secondReviewer)).toHaveLength(1);

    await setReviewing(reviewer, { away_until: null });
    const [back] = await untilTold(instance, instance.reviewer, 1);
    expect(back!.message).toContain('Welcome back');
    expect((await versionsToldTo(instance, instance.reviewer)).sort()).toEqual(
      [version.id, second.id].sort(),
    );
    expect((await reviewingOf(reviewer)).settings).toMatchObject({ away_from: null, away_until: null });
  });

  test('what cannot be is refused, and names the field; API-only users have no settings', async () => {
    const { reviewer, agent, admin } = await newProject(instance);
    const refused = async (changes: object) => {
      const { status, code, message } = refusal(await reviewer.patch('/artifacts/me/reviewing', changes));
      return { status, code, message };
    };
    for (const [changes, named] of [
      [{ mode: 'loud' }, '"mode"'],
      [{ digest_hour: 24 }, '"digest_hour"'],
      [{ away_until: '2001-01-01T00:00:00Z' }, '"away_until"'],
      [{ away_from: inHours(1) }, '"away_until"'],
      [{ away_from: inHours(3), away_until: inHours(2) }, '"away_until"'],
      [{ delegate_to: instance.reviewer.id }, '"delegate_to"'],
      [{ delegate_to: instance.agent.id }, '"delegate_to"'],
      [{ delegate_to: randomUUID() }, '"delegate_to"'],
      [{ unknown: 1 }, '"unknown"'],
    ] as const) {
      const { status, code, message } = await refused(changes);
      expect({ status, code, named: message.includes(named) }).toEqual({
        status: 400,
        code: 'INVALID_PAYLOAD',
        named: true,
      });
    }
    expect((await refused({ delegate_to: instance.agent.id })).message).toBe(
      (await refused({ delegate_to: randomUUID() })).message,
    );
    expect(await instance.knex('artifact_review_settings')).toEqual([]);
    for (const reply of [
      await agent.get('/artifacts/me/reviewing'),
      await agent.patch('/artifacts/me/reviewing', { mode: 'off' }),
    ])
      expect(refusal(reply)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const { delegates } = await reviewingOf(reviewer);
    expect(delegates.map(({ id }) => id).sort()).toEqual(
      [instance.admin.id, instance.secondReviewer.id].sort(),
    );
    const row = { user_id: instance.reviewer.id, mode: 'off' };
    expect((await admin.post('/items/artifact_review_settings', row)).status).toBe(403);
  });
});
