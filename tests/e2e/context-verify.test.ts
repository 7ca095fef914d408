import { describe, expect, test } from 'vitest';
import type { Json, JsonObject, Key, Project, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Instance, Vendor } from '../helpers/instance.js';
import { overwriteContext } from '../helpers/overwrite-context.js';
import { createProject, expectData, readProject, recordVersion, setStatus } from '../helpers/sample.js';
import { refusal } from './support-http/refusal.js';

interface Report {
  drift: boolean;
  differences: { schema_key: string; expected: Json; actual: Json }[];
  repaired: boolean;
}

/** A project with two live artifacts and a withdrawn one. */
async function liveProject(vendor: Vendor) {
  const instance = sharedInstance(vendor);
  const [agent, reviewer, admin] = [instance.agent, instance.reviewer, instance.admin].map(({ token }) =>
    as(instance.url, token),
  );
  const project_id = await createProject(instance);
  const live: Version[] = [];
  for (const schema_key of ['brand.logo', 'brand.colors', 'gone']) {
    const version = await recordVersion(agent!, { project_id, schema_key, value: { key: schema_key } });
    expectData(await setStatus(reviewer!, version.id, 'approved'));
    live.push(version);
  }
  expectData(
    await reviewer!.post('/artifacts/decisions', {
      version_id: live[2]!.id,
      action: 'revoke',
      reason: 'Gone',
    }),
  );
  const url = `/artifacts/projects/${String(project_id)}/context/verify`;
  const verify = async (api = agent!, body: object = {}): Promise<Report> =>
    expectData(await api.post<{ data?: Report }>(url, body));
  return { instance, agent: agent!, reviewer: reviewer!, admin: admin!, project_id, url, verify };
}

/** Writes a context behind everybody's back. */
async function tamper(instance: Instance, id: Key, change: (context: JsonObject) => Json): Promise<Project> {
  const before = await readProject(instance, id);
  await overwriteContext(instance, id, change(structuredClone(before.context!)));
  return before;
}

const branch = (context: JsonObject, name: string): JsonObject => context[name] as JsonObject;

describe.each(vendors)('verifying a context on %s', (vendor) => {
  test('a context that nobody touched has no drift, and one of an empty project neither', async () => {
    const { verify, agent, instance } = await liveProject(vendor);
    expect(await verify()).toEqual({ drift: false, differences: [], repaired: false });
    const empty = await createProject(instance);
    expectData(await agent.post(`/artifacts/projects/${String(empty)}/context/verify`, {}));
    expect(await verify()).toMatchObject({ drift: false });
  });

  test.each<[string, (context: JsonObject) => Json, string[]]>([
    [
      'an entry that was changed',
      (context) => ({
        ...context,
        brand: {
          ...branch(context, 'brand'),
          logo: { ...branch(branch(context, 'brand'), 'logo'), version: 7 },
        },
      }),
      ['brand.logo'],
    ],
    [
      'an entry that was removed',
      (context) => ({ ...context, brand: { logo: branch(context, 'brand')['logo']! } }),
      ['brand.colors'],
    ],
    ['a whole branch that was removed', ({ _meta }) => ({ _meta: _meta! }), ['brand.colors', 'brand.logo']],
    ['something that no version explains', (context) => ({ ...context, extra: { stuff: 1 } }), ['extra']],
    [
      'an entry of a withdrawn version',
      (context) => ({ ...context, gone: { artifact_version_id: 'x', key: 'gone' } }),
      ['gone'],
    ],
    [
      'a wrong _meta',
      (context) => ({ ...context, _meta: { ...branch(context, '_meta'), total_artifacts: 99 } }),
      ['_meta'],
    ],
    ['a context that is no object', () => ['nonsense'], ['', '_meta', 'brand.colors', 'brand.logo']],
    ['nothing at all', () => null, ['_meta', 'brand.colors', 'brand.logo']],
  ])(
    '%s is drift, and a repair by an administrator restores it without a bump',
    async (_name, change, keys) => {
      const { instance, project_id, verify, admin, url } = await liveProject(vendor);
      const before = await tamper(instance, project_id, change);
      const report = await verify();
      expect(report).toMatchObject({ drift: true, repaired: false });
      expect(report.differences.map((difference) => difference.schema_key)).toEqual(keys);
      const tampered = await readProject(instance, project_id);
      expect(tampered.context).not.toEqual(before.context);

      const entries = await instance.knex('artifact_approvals').where({ project_id });
      expect(await verify(admin, { repair: true })).toEqual({ ...report, repaired: true });
      expect(await readProject(instance, project_id)).toMatchObject({
        context: before.context,
        context_version: before.context_version,
      });
      expect(await instance.knex('artifact_approvals').where({ project_id })).toEqual(entries);
      expect(await verify(admin, { repair: true })).toEqual({
        drift: false,
        differences: [],
        repaired: false,
      });
      expect((await admin.get(url.replace('verify', 'diff?from=0'))).status).toBe(200);
    },
  );

  test('each side of a difference is shown', async () => {
    const { instance, project_id, verify } = await liveProject(vendor);
    const before = await tamper(instance, project_id, (context) => ({
      ...context,
      brand: { ...branch(context, 'brand'), logo: 'gone wild' },
    }));
    expect((await verify()).differences).toEqual([
      { schema_key: 'brand.logo', expected: branch(before.context!, 'brand')['logo'], actual: 'gone wild' },
    ]);
  });

  test('only an administrator may repair; everybody else changes nothing', async () => {
    const { instance, project_id, agent, reviewer, url } = await liveProject(vendor);
    await tamper(instance, project_id, () => ({}));
    for (const api of [agent, reviewer, as(instance.url, instance.other.token), as(instance.url, null)]) {
      expect(refusal(await api.post(url, { repair: true }))).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      });
    }
    expect((await readProject(instance, project_id)).context).toEqual({});
    expect((await reviewer.post(url, { repair: false })).status).toBe(200);
    expect(refusal(await reviewer.post(url, { repair: 'yes' }))).toMatchObject({
      status: 400,
      field: 'repair',
    });
  });
});
