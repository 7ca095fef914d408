import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { NOBODY } from '../helpers/nobody.js';
import { overwriteContext } from '../helpers/overwrite-context.js';
import { createTask, uploadFile } from '../helpers/sample.js';
import { approving, newProject } from './support-http/new-project.js';
import { flawsOf, operationsOf, readDescription } from './support-openapi/description.js';
import type { Description } from './support-openapi/description.js';

describe.each(vendors)('answers by the OpenAPI description on %s', (vendor) => {
  let description: Description;

  beforeAll(async () => {
    description = await readDescription(sharedInstance(vendor));
  });

  const answered = new Set<string>();
  const flaws = (route: string, reply: Reply<unknown>): string[] => {
    if (reply.status < 400) answered.add(route);
    return flawsOf(description, route, reply);
  };

  test('real answers of every route are as described', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, admin, agent, reviewer, record } = await newProject(instance);
    const task = await createTask(instance, project_id);
    const files = [await uploadFile(instance), await uploadFile(instance)];
    const input = {
      project_id,
      schema_key: 'brand.logo',
      value: { deep: [[{ a: null }], 'x', 1.5, true] },
      source_task_id: task,
    };
    const url = `/artifacts/projects/${String(project_id)}`;
    const versions = 'post /artifacts/versions';
    const expectAsDescribed = (route: string, reply: Reply<unknown>, status: number): void => {
      expect(reply.status, `${route}: ${JSON.stringify(reply.body)}`).toBe(status);
      expect(flaws(route, reply), route).toEqual([]);
    };

    expectAsDescribed(versions, await agent.post('/artifacts/versions', { ...input, files }), 201);
    expectAsDescribed(
      versions,
      await agent.post('/artifacts/versions', [input, { ...input, schema_key: 'b' }]),
      201,
    );
    expectAsDescribed(
      versions,
      await agent.post('/artifacts/versions', { ...input, change_origin: 'sync' }),
      200,
    );
    expectAsDescribed(
      versions,
      await agent.post('/artifacts/versions', { ...input, schema_key: 'a..b' }),
      400,
    );
    expectAsDescribed(
      versions,
      await agent.post('/artifacts/versions', { ...input, parent_id: randomUUID() }),
      422,
    );

    const decisions = 'post /artifacts/decisions';
    const [logo, rejected, colors] = [
      await record('brand.logo', 2),
      await record('r'),
      await record('brand.colors', ['#fff']),
    ];
    expectAsDescribed(decisions, await reviewer.post('/artifacts/decisions', approving(logo)), 200);
    const list = [
      approving(await record('brand.logo', 3)),
      { version_id: rejected.id, action: 'reject', reason: 'No', feedback: [1] },
    ];
    expectAsDescribed(decisions, await reviewer.post('/artifacts/decisions', list), 200);
    expectAsDescribed(decisions, await reviewer.post('/artifacts/decisions', approving(rejected)), 409);
    expectAsDescribed(decisions, await agent.post('/artifacts/decisions', approving(colors)), 403);

    const promotions = 'post /artifacts/promotions';
    await reviewer.patch(
      `/items/artifact_versions/${(await record('late', 1, { source_task_id: task })).id}`,
      { status: 'approved' },
    );
    const promotion = { project_id, create_documents: true };
    expectAsDescribed(
      promotions,
      await admin.post('/artifacts/promotions', { ...promotion, dry_run: true }),
      200,
    );
    expectAsDescribed(promotions, await admin.post('/artifacts/promotions', promotion), 200);
    expectAsDescribed(promotions, await admin.post('/artifacts/promotions', promotion), 200);
    expectAsDescribed(
      promotions,
      await admin.post('/artifacts/promotions', { ...promotion, if_match: 0 }),
      409,
    );
    expectAsDescribed(
      promotions,
      await admin.post('/artifacts/promotions', promotion, { 'If-Match': '"0"' }),
      412,
    );

    const projects = '/artifacts/projects/{id}';
    const freezes = `post ${projects}/freezes`;
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const made = await admin.post<{ data: { id: string } }>(`${url}/freezes`, {
      schema_key: 'stopped',
      reason: 'Launch week',
      until,
    });
    expectAsDescribed(freezes, made, 201);
    expectAsDescribed(freezes, await admin.post(`${url}/freezes`, {}), 400);
    const stopped = await record('stopped.key');
    expectAsDescribed(decisions, await reviewer.post('/artifacts/decisions', approving(stopped)), 200);
    const named = { version_ids: [stopped.id] };
    expectAsDescribed(promotions, await admin.post('/artifacts/promotions', named), 409);
    expectAsDescribed(
      promotions,
      await admin.post('/artifacts/promotions', { ...named, dry_run: true }),
      200,
    );
    expectAsDescribed(`get ${projects}/freezes`, await agent.get(`${url}/freezes?all=true`), 200);
    const lifting = `/artifacts/freezes/${made.body.data.id}/lift`;
    expectAsDescribed('post /artifacts/freezes/{id}/lift', await admin.post(lifting, {}), 200);
    expectAsDescribed('post /artifacts/freezes/{id}/lift', await agent.post(lifting, {}), 403);
    const timed = await record('timed');
    expectAsDescribed(
      decisions,
      await reviewer.post('/artifacts/decisions', approving(timed, { promote_at: until })),
      200,
    );
    expectAsDescribed(promotions, await admin.post('/artifacts/promotions', promotion), 200);
    const scheduling = 'post /artifacts/versions/{id}/schedule';
    const schedule = `/artifacts/versions/${timed.id}/schedule`;
    expectAsDescribed(scheduling, await reviewer.post(schedule, { promote_at: null }), 200);
    expectAsDescribed(scheduling, await reviewer.post(schedule, { promote_at: '2020-01-01T00:00:00Z' }), 400);
    for (const query of ['', '?at=1', '?at=0', '?paths=brand']) {
      expectAsDescribed(`get ${projects}/context`, await agent.get(`${url}/context${query}`), 200);
    }
    expectAsDescribed(
      `get ${projects}/context`,
      await agent.get(`${url}/context`, { 'if-none-match': '*' }),
      304,
    );
    expectAsDescribed(`get ${projects}/context/diff`, await agent.get(`${url}/context/diff?from=0`), 200);
    expectAsDescribed(`get ${projects}/context/diff`, await agent.get(`${url}/context/diff?from=9`), 400);
    expectAsDescribed(`post ${projects}/context/verify`, await agent.post(`${url}/context/verify`, {}), 200);
    await overwriteContext(instance, project_id, { stray: [1] });
    expectAsDescribed(`post ${projects}/context/verify`, await agent.post(`${url}/context/verify`, {}), 200);
    expectAsDescribed(
      `post ${projects}/context/verify`,
      await admin.post(`${url}/context/verify`, { repair: true }),
      200,
    );
    const upstream = { 'brand.logo': 'ab'.repeat(32), 'brand.colors': null, 'not.there': null };
    expectAsDescribed(`post ${projects}/drift`, await agent.post(`${url}/drift`, { upstream }), 200);
    expectAsDescribed(`post ${projects}/drift`, await agent.post(`${url}/drift`, {}), 400);
    await admin.patch(`/items/projects/${project_id}`, {
      context_schema: { 'brand.logo': { type: 'string' }, 'not.there': true },
    });
    expectAsDescribed(`get ${projects}/completeness`, await agent.get(`${url}/completeness`), 200);
    const validation = `/artifacts/versions/${logo.id}/validation`;
    expectAsDescribed('get /artifacts/versions/{id}/validation', await agent.get(validation), 200);
    const rule = { name: 'Two', effect: 'require', approvals: 2, project_id, enabled: false };
    const saved = await admin.post<{ data: { id: string } }>('/items/artifact_policies', rule);
    const policy_id = saved.body.data.id;
    await admin.patch(`/items/artifact_policies/${policy_id}`, { enabled: true });
    const policies = `/artifacts/versions/${logo.id}/policies`;
    expectAsDescribed('get /artifacts/versions/{id}/policies', await agent.get(policies), 200);
    const evaluate = 'post /artifacts/policies/evaluate';
    for (const body of [{ version_id: logo.id }, { policy_id, project_id, limit: 1 }]) {
      expectAsDescribed(evaluate, await agent.post('/artifacts/policies/evaluate', body), 200);
    }
    expectAsDescribed(evaluate, await agent.post('/artifacts/policies/evaluate', {}), 400);
    await admin.patch(`/items/artifact_policies/${policy_id}`, { enabled: false });
    expectAsDescribed(versions, await agent.post('/artifacts/versions', input), 422);
    expectAsDescribed(`get ${projects}/history`, await agent.get(`${url}/history?limit=3`), 200);
    expectAsDescribed(`get ${projects}/audit/verify`, await agent.get(`${url}/audit/verify`), 200);
    expectAsDescribed(`get ${projects}/feedback`, await agent.get(`${url}/feedback`), 200);
    const ids = [instance.agent.id, instance.reviewer.id].join(',');
    expectAsDescribed('get /artifacts/people', await agent.get(`/artifacts/people?ids=${ids}`), 200);
    expectAsDescribed('get /artifacts/people', await agent.get('/artifacts/people'), 400);
    expectAsDescribed('get /artifacts/health', await agent.get('/artifacts/health'), 200);
    expectAsDescribed(
      'get /artifacts/health',
      await admin.get(`/artifacts/health?deep=true&project_id=${String(project_id)}`),
      200,
    );
    expectAsDescribed('get /artifacts/openapi.json', await agent.get('/artifacts/openapi.json'), 200);
    for (const [route] of operationsOf(description)) {
      const path = route.split(' ')[1]!.replace('{id}', String(project_id));
      const anonymous = as(instance.url, null);
      const [method = ''] = route.split(' ');
      const init = ['post', 'patch'].includes(method)
        ? { body: '{}', headers: { 'content-type': 'application/json' } }
        : {};
      expectAsDescribed(route, await anonymous.send(method.toUpperCase(), path, init), 403);
    }
  });

  test('real answers about where versions come from are as described', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, admin, agent, record } = await newProject(instance);
    const note = await uploadFile(instance, 'one\ntwo\nthree\n');
    const base = await record('brand.card', { a: 1, b: 1 }, { files: [note] });
    const on = async (value: Json, text: string) =>
      record('brand.card', value, { files: [await uploadFile(instance, text)], parent_id: base.id });
    const ours = await on({ a: 2, b: 1 }, 'ONE\ntwo\nthree\n');
    const theirs = await on({ a: 3, c: null }, 'one\nzwei\nthree\n');
    const check = async (route: string, asked: Promise<Reply<unknown>>, status: number): Promise<void> => {
      const reply = await asked;
      expect(reply.status, `${route}: ${JSON.stringify(reply.body)}`).toBe(status);
      expect(flaws(route, reply), route).toEqual([]);
    };

    const version = '/artifacts/versions/{id}';
    const madeFrom = { inputs: [{ schema_key: 'brand.card', version_id: ours.id }] };
    const page = await record('page.card', 1, madeFrom);
    await admin.post('/artifacts/decisions', { version_id: ours.id, action: 'reject', reason: 'No' });
    await check(`get ${version}/inputs`, agent.get(`/artifacts/versions/${page.id}/inputs`), 200);
    await check('get /artifacts/stale', agent.get(`/artifacts/stale?versions=${page.id},${base.id}`), 200);
    const stale = agent.get(`/artifacts/projects/${String(project_id)}/stale?limit=1`);
    await check('get /artifacts/projects/{id}/stale', stale, 200);
    await check(`get ${version}/lineage`, agent.get(`/artifacts/versions/${ours.id}/lineage`), 200);
    const line = `project_id=${String(project_id)}&schema_key=brand.card`;
    await check('get /artifacts/lineage', agent.get(`/artifacts/lineage?${line}`), 200);
    const pair = `a=${ours.id}&b=${theirs.id}`;
    await check('get /artifacts/common-ancestor', agent.get(`/artifacts/common-ancestor?${pair}`), 200);
    for (const against of ['parent', 'live', ours.id]) {
      const path = `/artifacts/versions/${theirs.id}/diff?against=${against}`;
      await check(`get ${version}/diff`, agent.get(path), 200);
    }
    const restore = agent.post(`/artifacts/versions/${base.id}/restore`, { summary: 'Back' });
    await check(`post ${version}/restore`, restore, 201);

    const merge = (more: object = {}) =>
      agent.post('/artifacts/merges', { ours_id: ours.id, theirs_id: theirs.id, ...more });
    const merges = 'post /artifacts/merges';
    await check(merges, merge(), 409);
    await check(merges, merge({ dry_run: true }), 200);
    await check(merges, merge({ theirs_id: base.id }), 200);
    await check(merges, merge({ resolutions: { '/nowhere': 'ours' } }), 400);
    const resolutions = { '/a': 'ours', '/b': 'theirs', '/$files/primary': 'ours' };
    const partly = { '/a': 4 };
    await check(merges, merge({ resolutions: partly, dry_run: true }), 200);
    const { conflicts } = (await merge({ dry_run: true })).body.data as { conflicts: { path: string }[] };
    const open = Object.fromEntries(conflicts.map(({ path }) => [path, 'ours']));
    expect(Object.keys(resolutions)).toEqual(expect.arrayContaining(Object.keys(open)));
    await check(merges, merge({ resolutions: open }), 201);
  });

  test('real answers about calls to others are as described', async () => {
    const { project_id, agent } = await newProject(sharedInstance(vendor));
    const check = async (route: string, asked: Promise<Reply>, status: number): Promise<Reply> => {
      const reply = await asked;
      expect(reply.status, `${route}: ${JSON.stringify(reply.body)}`).toBe(status);
      expect(flaws(route, reply), route).toEqual([]);
      return reply;
    };
    const all = '/artifacts/subscriptions';
    const one = '/artifacts/subscriptions/{id}';
    const url = `${NOBODY}/hook`;
    const wanted = { url, project_id, schema_key: 'brand.logo', actions: ['approve', 'promote'] };
    const { body } = await check(`post ${all}`, agent.post(all, wanted), 201);
    const { id } = body.data as { id: string };
    await check(`post ${all}`, agent.post(all, { ...wanted, url: 'https://elsewhere.example' }), 400);
    await check(`get ${all}`, agent.get(all), 200);
    await check(`get ${one}`, agent.get(`${all}/${id}`), 200);
    await check(`get ${one}`, agent.get(`${all}/${randomUUID()}`), 403);
    await check(`delete ${one}`, agent.delete(`${all}/${id}`), 204);
    await check(`delete ${one}`, agent.delete(`${all}/${id}`), 403);

    const test = 'post /artifacts/callbacks/test';
    const call = await check(test, agent.post('/artifacts/callbacks/test', { url }), 200);
    expect(call.body.data).toMatchObject({ delivered: false, status: null });
    await check(test, agent.post('/artifacts/callbacks/test', { url: 'https://elsewhere.example' }), 400);
  });

  test('real answers about what waits for somebody are as described', async () => {
    const { agent, reviewer, record } = await newProject(sharedInstance(vendor));
    await record('page.hero');
    const path = '/artifacts/me/reviewing';
    const check = async (route: string, asked: Promise<Reply<unknown>>, status: number): Promise<void> => {
      const reply = await asked;
      expect(reply.status, `${route}: ${JSON.stringify(reply.body)}`).toBe(status);
      expect(flaws(route, reply), route).toEqual([]);
    };
    await check(`get ${path}`, reviewer.get(path), 200);
    await check(`get ${path}`, agent.get(path), 403);
    const away = { away_until: new Date(Date.now() + 3_600_000).toISOString(), digest_hour: 0 };
    await check(`patch ${path}`, reviewer.patch(path, away), 200);
    await check(`patch ${path}`, reviewer.patch(path, { away_until: null, digest_hour: null }), 200);
    await check(`patch ${path}`, reviewer.patch(path, { mode: 'loud' }), 400);
  });

  test('no route was left out', () => {
    expect([...answered].sort()).toEqual(
      operationsOf(description)
        .map(([route]) => route)
        .sort(),
    );
  });
});
