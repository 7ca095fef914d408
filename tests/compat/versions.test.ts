import { expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { directusMajor, directusVersion, nodeVersion } from '../helpers/versions.js';

interface Info {
  data?: { version?: string };
}

test('this run is about another version than "npm test"', () => {
  expect(`Directus ${directusVersion} on Node ${nodeVersion()}`).toMatch(
    /^Directus (11\.17\.4 on Node 22|12\.4\.0 on Node 24)\./,
  );
});

test.each(vendors)('the server on %s is of the version that was asked for', async (vendor) => {
  const { url, admin } = sharedInstance(vendor);
  const info = await as(url, admin.token).get<Info>('/server/info');
  expect(info.body.data?.version).toBe(directusVersion);
});

test.each(vendors)('only Directus 12 has an import that deletes, on %s', async (vendor) => {
  const { url, admin } = sharedInstance(vendor);
  const reply = await as(url, admin.token).post('/utils/import?mode=merge', []);
  expect(reply.status === 404).toBe(directusMajor === 11);
});

// What "schema apply" falls back from, and docs/operations.md says about Directus 11.
test.each(vendors)(
  'only Directus 12 leaves out deletions from a diff when asked to, on %s',
  async (vendor) => {
    const { url, admin } = sharedInstance(vendor);
    const api = as(url, admin.token);
    const live = await api.get<{ data: { collections: unknown[]; fields: unknown[]; relations: unknown[] } }>(
      '/schema/snapshot',
    );
    const empty = { ...live.body.data, collections: [], fields: [], relations: [] };
    const diff = await api.post<{ data?: { diff: { collections: unknown[] } } } | ''>(
      '/schema/diff?mode=merge',
      empty,
    );
    const deleted = diff.body === '' ? 0 : (diff.body.data?.diff.collections.length ?? -1);
    if (directusMajor === 11) expect(deleted).toBeGreaterThanOrEqual(8);
    else expect({ status: diff.status, deleted }).toEqual({ status: 204, deleted: 0 });
  },
);
