import { describe, expect, test } from 'vitest';
import type { Json, Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api, Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import {
  createProject,
  expectData,
  readProject,
  readVersion,
  recordVersion,
  setStatus,
} from '../helpers/sample.js';
import { refusal } from './support-http/refusal.js';

const BAD_KEYS: [string, Json][] = [
  ['__proto__', '__proto__'],
  ['__proto__ further down', 'brand.__proto__'],
  ['constructor', 'constructor.x'],
  ['prototype', 'brand.prototype'],
  ['_meta', '_meta'],
  ['something below _meta', '_meta.x'],
  ['an empty segment', 'a..b'],
  ['a leading dot', '.a'],
  ['a trailing dot', 'a.'],
  ['nothing', ''],
  ['300 characters', 'k'.repeat(300)],
  ['unicode letters', 'brand.lögö'],
  ['a fullwidth dot', 'brand．logo'],
  ['an upper-case letter', 'Brand.logo'],
  ['a space', 'brand logo'],
  ['a newline at the end', 'brand.logo\n'],
  ['a path', '../../etc'],
  ['a number', 7],
  ['null', null],
  ['a list', ['brand']],
];

/** Every route that takes a schema key, as the agent uses them. */
const RECORDING: [string, (api: Api, fields: Record<string, Json>) => Promise<Reply>][] = [
  ['POST /artifacts/versions', (api, fields) => api.post('/artifacts/versions', fields)],
  ['a batch', (api, fields) => api.post('/artifacts/versions', [{ ...fields, schema_key: 'fine' }, fields])],
  ['POST /items', (api, fields) => api.post('/items/artifact_versions', fields)],
  [
    'bulk POST /items',
    (api, fields) => api.post('/items/artifact_versions', [{ ...fields, schema_key: 'fine' }, fields]),
  ],
];

describe.each(vendors)('schema keys on %s', (vendor) => {
  test.each(BAD_KEYS)(
    '%s is refused as a key on every route, and nothing is recorded',
    async (_name, schema_key) => {
      const instance = sharedInstance(vendor);
      const agent = as(instance.url, instance.agent.token);
      const project_id = await createProject(instance);
      for (const [route, record] of RECORDING) {
        const refused = refusal(await record(agent, { project_id, schema_key, value: { a: 1 } }));
        expect(refused, route).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
        expect(refused.field, route).toMatch(/(^|\.)schema_key$/);
      }
      expect(await instance.knex('artifact_versions').where({ project_id })).toEqual([]);
    },
  );

  test('unusual keys that are allowed become plain nested objects', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const reviewer = as(instance.url, instance.reviewer.token);
    const project_id = await createProject(instance);
    const long = `${'k'.repeat(127)}.${'v'.repeat(127)}`;
    for (const schema_key of ['slides.0', 'slides.10', 'tostring.valueof', 'a-b_c.0-', long]) {
      const version = await recordVersion(agent, { project_id, schema_key, value: { at: schema_key } });
      expect((await setStatus(reviewer, version.id, 'approved')).status).toBe(200);
    }
    const { context } = await readProject(instance, project_id);
    expect(context).toMatchObject({
      slides: { '0': { at: 'slides.0' }, '10': { at: 'slides.10' } },
      tostring: { valueof: { at: 'tostring.valueof' } },
      'a-b_c': { '0-': { at: 'a-b_c.0-' } },
      ['k'.repeat(127)]: { ['v'.repeat(127)]: { at: long } },
    });
    expect(Array.isArray(context?.['slides'])).toBe(false);
  });

  test('a key above or below one that is approved or live is refused when it is recorded', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    await approved(vendor, project_id, 'brand.logo');
    for (const schema_key of ['brand', 'brand.logo.dark']) {
      for (const [route, record] of RECORDING) {
        const refused = refusal(await record(agent, { project_id, schema_key, value: 1 }));
        expect(refused, `${route} ${schema_key}`).toMatchObject({
          status: 409,
          code: 'SCHEMA_KEY_CONFLICT',
          extensions: { schema_key, conflicts_with: 'brand.logo' },
        });
      }
    }
    // Only whole segments count.
    await recordVersion(agent, { project_id, schema_key: 'brand.logo_dark', value: 1 });
    await recordVersion(agent, { project_id, schema_key: 'bran', value: 1 });
    const recorded = await instance
      .knex('artifact_versions')
      .select('schema_key')
      .where({ project_id })
      .orderBy('schema_key');
    expect(recorded.map((row: { schema_key: string }) => row.schema_key)).toEqual([
      'bran',
      'brand.logo',
      'brand.logo_dark',
    ]);
  });

  test('of two pending keys that contain each other only the first can be approved, by any route', async () => {
    const instance = sharedInstance(vendor);
    const reviewer = as(instance.url, instance.reviewer.token);
    const project_id = await createProject(instance);
    const [outer, inner] = await bothPending(vendor, project_id);
    const batch = await reviewer.post('/artifacts/decisions', [
      { version_id: outer.id, action: 'approve' },
      { version_id: inner.id, action: 'approve' },
    ]);
    expect(refusal(batch)).toMatchObject({ status: 409, code: 'SCHEMA_KEY_CONFLICT' });
    const bulk = await reviewer.patch('/items/artifact_versions', {
      keys: [outer.id, inner.id],
      data: { status: 'approved' },
    });
    expect(refusal(bulk)).toMatchObject({ status: 409, code: 'SCHEMA_KEY_CONFLICT' });
    for (const version of [outer, inner])
      expect((await readVersion(instance, version.id)).status).toBe('pending');

    expect((await setStatus(reviewer, inner.id, 'approved')).status).toBe(200);
    const refused = [
      await setStatus(reviewer, outer.id, 'approved'),
      await reviewer.post('/artifacts/decisions', { version_id: outer.id, action: 'approve' }),
      await reviewer.post('/items/artifact_approvals', { artifact_version_id: outer.id, action: 'approve' }),
    ];
    for (const reply of refused) {
      expect(refusal(reply)).toMatchObject({
        status: 409,
        code: 'SCHEMA_KEY_CONFLICT',
        extensions: { schema_key: 'brand', conflicts_with: 'brand.logo' },
      });
    }
    expect((await readVersion(instance, outer.id)).status).toBe('pending');
    expect(await instance.knex('artifact_approvals').where({ artifact_version_id: outer.id })).toEqual([]);

    const revoked = await reviewer.post('/artifacts/decisions', {
      version_id: inner.id,
      action: 'revoke',
      reason: 'Make room',
    });
    expect(revoked.status, JSON.stringify(revoked.body)).toBe(200);
    expect((await setStatus(reviewer, outer.id, 'approved')).status).toBe(200);
    expect((await readProject(instance, project_id)).context).toMatchObject({
      brand: { artifact_version_id: outer.id },
      _meta: { total_artifacts: 1, context_version: 3 },
    });
  });

  test('approving both of them at once leaves exactly one approved, whatever the order', async () => {
    const instance = sharedInstance(vendor);
    const reviewers = [instance.reviewer, instance.secondReviewer].map(({ token }) =>
      as(instance.url, token),
    );
    for (let round = 0; round < 8; round++) {
      const project_id = await createProject(instance);
      const pair = await bothPending(vendor, project_id);
      const replies = await Promise.all(
        pair.map((version, index) => setStatus(reviewers[index]!, version.id, 'approved')),
      );
      expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409]);
      const rows = await instance.knex('artifact_versions').where({ project_id, status: 'approved' });
      expect(rows).toHaveLength(1);
      expect((await readProject(instance, project_id)).context_version).toBe(1);
    }
  });
});

async function approved(
  vendor: (typeof vendors)[number],
  project_id: Key,
  schema_key: string,
): Promise<Version> {
  const instance = sharedInstance(vendor);
  const version = await recordVersion(as(instance.url, instance.agent.token), {
    project_id,
    schema_key,
    value: 1,
  });
  expectData(await setStatus(as(instance.url, instance.reviewer.token), version.id, 'approved'));
  return version;
}

async function bothPending(vendor: (typeof vendors)[number], project_id: Key): Promise<[Version, Version]> {
  const instance = sharedInstance(vendor);
  const agent = as(instance.url, instance.agent.token);
  return [
    await recordVersion(agent, { project_id, schema_key: 'brand', value: 1 }),
    await recordVersion(agent, { project_id, schema_key: 'brand.logo', value: 2 }),
  ];
}
