import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { vendors } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import { times } from './support-concurrency/race.js';
import { addApiUser } from './support-guards/people.js';
import { refusal } from './support-http/refusal.js';
import { compared, driftingProject, hash } from './support-lineage/drifting-project.js';
import { insertVersions, versionRow } from './support-lineage/insert-versions.js';
import { flawsOf, readDescription } from './support-openapi/description.js';

describe.each(vendors)('asking for drift on %s', (vendor) => {
  test('1,000 keys are answered at once, and merges without number take no longer than their versions', async () => {
    const { instance, project_id, deploy, modify, drift, ask, approve } = await driftingProject(vendor);
    const root = await deploy('grid', 'root');
    // Each row of the grid merges both versions of the row before it: 2^40 ways from its end to its root.
    const rows = [];
    let pair = [root.id, (await modify('grid', 'side')).id];
    for (const level of times(40)) {
      const next = times(2).map((side) =>
        versionRow([level, side], {
          project_id,
          schema_key: 'grid',
          version_number: 3 + level * 2 + side,
          change_origin: 'local_modification',
          parent_id: pair[side]!,
          merge_parent_id: pair[1 - side]!,
          generation: level + 3,
        }),
      );
      rows.push(...next);
      pair = next.map(({ id }) => id);
    }
    await insertVersions(instance, rows);
    await approve({ ...root, id: pair[0]! });
    const keys = times(999).map((index) => `many.k${index}`);
    const upstream = Object.fromEntries(keys.map((key) => [key, index(key) % 2 === 0 ? hash(key) : null]));
    const found = await drift({ grid: hash('root'), ...upstream });
    expect(Object.keys(found.keys)).toEqual(['grid', ...keys]);
    expect(found.keys['grid']).toMatchObject({ state: 'modified', base: compared(root) });
    for (const key of keys) expect(found.keys[key]?.state).toBe(index(key) % 2 === 0 ? 'added' : 'unchanged');
    const tooMany = await ask({ grid: null, ...upstream, 'many.more': null });
    expect(refusal(tooMany)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', field: 'upstream' });

    function index(key: string): number {
      return Number(key.replace('many.k', ''));
    }
  });

  test.each<[string, unknown, string, RegExp]>([
    ['a key that is none', { 'Brand..logo': null }, 'upstream.Brand..logo', /segments joined by single dots/],
    ['a key of ours', { _meta: null }, 'upstream._meta', /_meta/],
    ['a key that is too long', { ['k'.repeat(300)]: null }, `upstream.${'k'.repeat(246)}…`, /255 characters/],
    ['a hash in capitals', { logo: 'AB'.repeat(32) }, 'upstream.logo', /64 lower-case hexadecimal/],
    ['a short hash', { logo: 'ab' }, 'upstream.logo', /64 lower-case hexadecimal/],
    ['no hash', { logo: 7 }, 'upstream.logo', /expected string/],
    ['a list', ['logo'], 'upstream', /expected record/],
    ['nothing', undefined, 'upstream', /is required/],
  ])('%s is refused with its name', async (_name, upstream, field, message) => {
    const { ask } = await driftingProject(vendor);
    const refused = refusal(await ask(upstream));
    expect(refused).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', field });
    expect(refused.message).toMatch(message);
  });

  test('who may read project and versions may ask, and nobody changes anything by it', async () => {
    const { instance, agent, deploy, url, state, ask, project_id } = await driftingProject(vendor);
    await deploy('logo', 'A');
    const before = await state();
    const upstream = { logo: hash('B'), icon: null };
    const client = async (collections: string[]) => {
      const grants = Object.fromEntries(collections.map((name) => [name, ['read' as const]]));
      return as(instance.url, (await addApiUser(instance, grants)).token);
    };
    for (const api of [agent, as(instance.url, instance.other.token)]) {
      expect(expectData(await ask(upstream, api)).keys['logo']?.state).toBe('outdated');
    }
    expect((await ask(upstream, await client(['projects', 'artifact_versions']))).status).toBe(200);
    for (const api of [
      await client([]),
      await client(['projects']),
      await client(['artifact_versions']),
      as(instance.url, null),
    ]) {
      for (const some of [upstream, { 'not.there': null }]) {
        expect(refusal(await ask(some, api))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      }
    }
    for (const id of [randomUUID(), '7', 'x y']) {
      const path = url.replace(String(project_id), encodeURIComponent(id));
      expect(refusal(await agent.post(path, { upstream }))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    expect(await state()).toEqual(before);
  });

  test('the answer is as described, and the same again under its Idempotency-Key', async () => {
    const { instance, agent, deploy, modify, url } = await driftingProject(vendor);
    await deploy('logo', 'A');
    const body = { upstream: { logo: hash('A'), icon: null } };
    const key = { 'Idempotency-Key': randomUUID() };
    const first = await agent.post(url, body, key);
    expect(first.status).toBe(200);
    const route = 'post /artifacts/projects/{id}/drift';
    expect(flawsOf(await readDescription(instance), route, first)).toEqual([]);
    await modify('logo', 'B');
    const again = await agent.post(url, body, key);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect((await agent.post(url, body)).body).not.toEqual(first.body);
    expect(refusal(await agent.post(url, { upstream: {} }, key)).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});
