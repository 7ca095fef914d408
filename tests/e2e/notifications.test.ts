import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import { directusMajor } from '../helpers/versions.js';
import { approving, newProject } from './support-http/new-project.js';
import { limit } from './support-notifications/limit.js';
import {
  reviewingOf,
  startAfresh,
  toldTo,
  untilLooked,
  untilTold,
  versionsToldTo,
} from './support-notifications/told.js';
import { policyProject } from './support-policies/policy.js';

const SLOW = { timeout: 120_000 };

describe.each(vendors)('what waits for whom, on %s', SLOW, (vendor) => {
  // Its own: it looks at everything that its people are told.
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());
  beforeEach(() => startAfresh(instance));

  test('everybody who may decide is told once, of all that came at once in one notification', async () => {
    const { project_id, record, agent } = await newProject(instance);
    await instance.knex('projects').where({ id: project_id }).update({ title: 'North*wind*' });
    const version = await record('brand.logo');
    const [note] = await untilTold(instance, instance.reviewer, 1);
    expect(note).toMatchObject({
      subject: 'brand.logo, version 1, waits for your review',
      collection: 'artifact_versions',
      item: version.id,
    });
    expect(note!.message).toContain(
      `**North\\*wind\\***: [brand.logo](${instance.url}/admin/artifacts/review/`,
    );
    expect(note!.message).toContain('recorded by an AI');
    await untilTold(instance, instance.admin, 1);
    await untilTold(instance, instance.secondReviewer, 1);
    // API-only users are not told, whatever they may read.
    for (const user of [instance.agent, instance.other]) expect(await toldTo(instance, user)).toEqual([]);

    const many = [1, 2, 3].map((nth) => ({ project_id, schema_key: `page.p${nth}`, value: nth }));
    expectData(await agent.post<{ data?: Version[] }>('/artifacts/versions', many));
    await untilLooked(instance);
    const [, second] = await untilTold(instance, instance.reviewer, 2);
    expect(second).toMatchObject({ subject: '3 versions wait for your review', item: null });
    for (const { schema_key } of many) expect(second!.message).toContain(`[${schema_key}](`);
    expect(await versionsToldTo(instance, instance.reviewer)).toHaveLength(4);
  });

  test('what was decided, or is older than the tables, is not announced', async () => {
    const { record, approve } = await newProject(instance);
    const version = await record('brand.logo');
    await approve(version);
    const old = await record('brand.colors');
    await instance.knex('artifact_review_queue').where({ artifact_version_id: old.id }).delete();
    await untilLooked(instance);
    expect(await instance.knex('directus_notifications')).toEqual([]);
    expect((await reviewingOf(as(instance.url, instance.reviewer.token))).waiting.ids).toContain(old.id);
  });

  test('with policies, those are told whose approval would count, and not again when they gave it', async () => {
    const { policy, record, project_id, reviewer } = await policyProject(instance);
    await policy({
      effect: 'require',
      schema_key: 'brand.**',
      reviewers: { roles: [], policies: [], users: [instance.secondReviewer.id] },
    });
    await policy({ effect: 'auto_approve', schema_key: 'docs.**' });
    await record('docs.intro');
    const version = await record('brand.logo');
    await untilTold(instance, instance.secondReviewer, 1);
    await untilLooked(instance);
    for (const user of [instance.admin, instance.reviewer]) expect(await toldTo(instance, user)).toEqual([]);
    expect((await reviewingOf(reviewer)).waiting.ids).not.toContain(version.id);

    // By a person: never its author, whose approval would not count.
    const own = { project_id, schema_key: 'brand.colors', value: 1 };
    expectData(
      await as(instance.url, instance.secondReviewer.token).post<{ data?: Version }>(
        '/artifacts/versions',
        own,
      ),
    );
    await untilLooked(instance);
    expect(await toldTo(instance, instance.secondReviewer)).toHaveLength(1);

    const two = await policyProject(instance);
    await two.policy({ effect: 'require', approvals: 2 });
    const both = await two.record('page');
    await two.decide([approving(both)]);
    const waiting = async (token: string) => (await reviewingOf(as(instance.url, token))).waiting.ids;
    expect(await waiting(instance.reviewer.token)).not.toContain(both.id);
    expect(await waiting(instance.secondReviewer.token)).toContain(both.id);
  });

  test('nobody is told of what they may not read, or may not update', async () => {
    const { secondReviewer } = instance;
    const limited = await limit(instance, secondReviewer);
    const keys = ['secret.plan', 'readable.only', 'page.hero', 'page.foot'];
    const recordAll = async () => {
      const { project_id, agent } = await newProject(instance);
      const bodies = keys.map((schema_key) => ({ project_id, schema_key, value: 1 }));
      expectData(await agent.post<{ data?: Version[] }>('/artifacts/versions', bodies));
      await untilLooked(instance);
    };
    try {
      for (const grants of [{ read: null }, { update: null }]) {
        await limited.to(grants);
        await recordAll();
        expect(await toldTo(instance, secondReviewer)).toEqual([]);
      }
      await limited.to({ read: null, update: null });
      await recordAll();
      const [note] = await untilTold(instance, secondReviewer, 1);
      expect(note!.subject).toBe('4 versions wait for your review');
      // The title of the project is not theirs to read.
      expect(note!.message).not.toContain('**');

      // What is for certain items only is more than the free tier of Directus 12 has: it leaves such rules out.
      if (directusMajor > 11) return;
      const hidden = { schema_key: { _neq: 'secret.plan' } };
      await limited.to({ read: hidden, update: { schema_key: { _neq: 'readable.only' } } });
      await startAfresh(instance);
      await recordAll();
      const [some] = await untilTold(instance, secondReviewer, 1);
      expect(some!.subject).toBe('2 versions wait for your review');
      expect(some!.message).not.toMatch(/secret|readable/);
      const { waiting } = await reviewingOf(as(instance.url, secondReviewer.token));
      expect(waiting).toMatchObject({ count: 2, more: false });
    } finally {
      await limited.undo();
    }
  });
});
