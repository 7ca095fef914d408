import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, expectData, finishTask, setStatus } from '../helpers/sample.js';
import { violationsIn } from './support-concurrency/violations.js';
import {
  freeze,
  freezesOf,
  inMs,
  lift,
  liveIds,
  promotionsOf,
  tryToFreeze,
  untilLive,
} from './support-freezes/routes.js';
import { approving, newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

const HOUR_MS = 60 * 60 * 1000;

describe.each(vendors)('a freeze on %s', (vendor) => {
  const instance = sharedInstance(vendor);

  test('lets approve and keeps from going live: the version waits, and the answer says why', async () => {
    const project = await newProject(instance);
    const stop = await freeze(project, 'brand');
    expect(stop).toMatchObject({
      project_id: project.project_id,
      schema_key: 'brand',
      reason: 'Launch week',
      frozen_by: instance.admin.id,
      until: null,
      lifted_at: null,
    });
    const [logo, copy] = [await project.record('brand.logo'), await project.record('copy')];
    const [stopped, free] = await project.decide([approving(logo), approving(copy)]);
    const frozen = { schema_key: 'brand.logo', version_id: logo.id, freeze_id: stop.id };
    expect(stopped).toMatchObject({
      version: { status: 'approved', promoted_context_version: null },
      promotion: null,
      frozen: [{ ...frozen, reason: 'Launch week' }],
    });
    expect(free).toMatchObject({ promotion: { context_version: 1 }, frozen: [] });
    expect(await liveIds(instance, project.project_id)).toEqual([copy.id]);

    const byProject = await project.promote({ project_id: project.project_id });
    expect(byProject).toMatchObject({ context_version: 1, promoted: [], frozen: [frozen] });
    const named = await project.tryToPromote({ version_ids: [logo.id] });
    expect(refusal(named)).toMatchObject({ status: 409, code: 'PROMOTION_FROZEN' });
    expect(named.body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('Launch week') as string,
      extensions: { ...frozen, reason: 'Launch week', frozen_by: instance.admin.id },
    });
    const shown = await project.promote({ version_ids: [logo.id], dry_run: true });
    expect(shown).toMatchObject({ dry_run: true, promoted: [], frozen: [frozen] });
    expect(await violationsIn(instance, project.project_id)).toEqual([]);
  });

  test('of a key stops the keys below it, of a task as well, and none beside it', async () => {
    const project = await newProject(instance);
    await freeze(project, 'a_b');
    const task = await createTask(instance, project.project_id);
    const [frozen, beside, whole] = [
      await project.record('a_b.x.y', 1, { source_task_id: task }),
      await project.record('axb.x', 1, { source_task_id: task }),
      await project.record('a_bc', 1, { source_task_id: task }),
    ];
    await project.approve(frozen, beside, whole);
    expect((await finishTask(project.agent, task)).status).toBe(200);
    expect((await liveIds(instance, project.project_id)).sort()).toEqual([beside.id, whole.id].sort());
    const byTask = await project.promote({ task_id: task });
    expect(byTask).toMatchObject({ promoted: [], frozen: [{ version_id: frozen.id }] });
  });

  test('does not stop what must come out: revoking goes on, and so does the status in the Studio', async () => {
    const project = await newProject(instance);
    const live = await project.record('brand.logo', 1);
    await project.approve(live);
    await freeze(project);
    const next = await project.record('brand.logo', 2);
    expect((await setStatus(project.reviewer, next.id, 'approved')).status).toBe(200);
    expect(await liveIds(instance, project.project_id)).toEqual([live.id]);
    const [revoked] = await project.decide([{ version_id: live.id, action: 'revoke', reason: 'Harmful' }]);
    expect(revoked).toMatchObject({ promotion: { context_version: 2, promoted: [] } });
    expect(await liveIds(instance, project.project_id)).toEqual([]);
    expect(await violationsIn(instance, project.project_id)).toEqual([]);
  });

  test('ends with what would have gone live meanwhile, in one step of the context', async () => {
    const project = await newProject(instance);
    const stop = await freeze(project, 'brand');
    const logo = await freeze(project, 'brand.logo');
    const [done, open] = [
      await createTask(instance, project.project_id),
      await createTask(instance, project.project_id),
    ];
    const [free, ofDone, ofOpen, still] = [
      await project.record('brand.colors'),
      await project.record('brand.fonts', 1, { source_task_id: done }),
      await project.record('brand.voice', 1, { source_task_id: open }),
      await project.record('brand.logo'),
    ];
    await project.approve(free, ofDone, ofOpen, still);
    await finishTask(project.agent, done);
    expect(await liveIds(instance, project.project_id)).toEqual([]);

    const lifted = await lift(project, stop.id, { reason: 'It is launched' });
    expect(lifted.freeze).toMatchObject({
      id: stop.id,
      lifted_by: instance.admin.id,
      lift_reason: 'It is launched',
    });
    expect(lifted.promotion).toMatchObject({
      context_version: 1,
      promoted: [
        { schema_key: 'brand.colors', version_id: free.id, replaces: null },
        { schema_key: 'brand.fonts', version_id: ofDone.id, replaces: null },
      ],
      frozen: [{ version_id: still.id, freeze_id: logo.id }],
    });
    expect((await promotionsOf(instance, free.id))[0]).toMatchObject({
      actor_id: instance.admin.id,
      actor_type: 'human',
      feedback: { lifted_freeze: stop.id },
    });
    // Once more: nothing is promoted twice, and who lifted it stays.
    const again = await lift(project, stop.id, { reason: 'Me too' });
    expect(again).toMatchObject({
      freeze: { lift_reason: 'It is launched' },
      promotion: { context_version: 1, promoted: [] },
    });
    expect(await freezesOf(project)).toMatchObject([{ id: logo.id }]);
    expect(await freezesOf(project, '?all=true')).toMatchObject([{ id: logo.id }, { id: stop.id }]);
    expect(await violationsIn(instance, project.project_id)).toEqual([]);
  });

  test('is lifted by the server when its time is over', async () => {
    const project = await newProject(instance);
    const stop = await freeze(project, 'brand', { until: inMs(HOUR_MS) });
    const version = await project.record('brand.logo');
    await project.approve(version);
    expect(await liveIds(instance, project.project_id)).toEqual([]);
    const over = new Date();
    await instance.knex('artifact_freezes').where({ id: stop.id }).update({ until: over });
    await untilLive(instance, project.project_id, version.id);
    expect(await freezesOf(project)).toEqual([]);
    const [after] = await freezesOf(project, '?all=true');
    expect(after).toMatchObject({ id: stop.id, lifted_by: null, lift_reason: null });
    expect(Date.parse(after!.lifted_at!)).toBeGreaterThanOrEqual(over.getTime());
    const entries = await promotionsOf(instance, version.id);
    expect(entries).toMatchObject([
      { actor_id: null, actor_type: 'system', feedback: { lifted_freeze: stop.id } },
    ]);
    expect(await violationsIn(instance, project.project_id)).toEqual([]);
  });

  test('is set and lifted by people who may update the project, and by nobody else', async () => {
    const project = await newProject(instance);
    for (const api of [project.agent, project.reviewer]) {
      const refused = await tryToFreeze(api, project.project_id, { reason: 'x' });
      expect(refusal(refused)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    const stop = await freeze(project);
    for (const api of [project.agent, project.reviewer]) {
      const refused = await api.post(`/artifacts/freezes/${stop.id}/lift`, {});
      expect(refusal(refused)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    const missing = await project.admin.post(`/artifacts/freezes/${randomUUID()}/lift`, {});
    expect(refusal(missing)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    // Nor past the routes, not even by who may do everything.
    const row = { id: randomUUID(), project_id: project.project_id, reason: 'x', frozen_at: inMs(0) };
    expect((await project.admin.post('/items/artifact_freezes', row)).status).toBe(403);
    const path = `/items/artifact_freezes/${stop.id}`;
    expect((await project.admin.patch(path, { lifted_at: inMs(0) })).status).toBe(403);
    expect((await project.admin.delete(path)).status).toBe(403);
    expect(await freezesOf(project)).toHaveLength(1);
  });

  test.each([
    ['reason', {}],
    ['reason', { reason: ' ' }],
    ['reason', { reason: 'a\0b' }],
    ['schema_key', { reason: 'x', schema_key: 'Brand Logo' }],
    ['until', { reason: 'x', until: '2020-01-01T00:00:00Z' }],
    ['until', { reason: 'x', until: '2099-01-01T00:00:00Z' }],
    ['until', { reason: 'x', until: '2030-01-01T00:00:00' }],
    ['lifted_at', { reason: 'x', lifted_at: null }],
  ])('is refused with a wrong %s: %j', async (field, body) => {
    const project = await newProject(instance);
    const refused = await tryToFreeze(project.admin, project.project_id, body);
    expect(refusal(refused)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
    if (!JSON.stringify(body).includes('\\u0000')) expect(JSON.stringify(refused.body)).toContain(field);
    expect(await freezesOf(project)).toEqual([]);
  });

  test('is made once under one Idempotency-Key, and at most a hundred hold at once', async () => {
    const project = await newProject(instance);
    const headers = { 'Idempotency-Key': randomUUID() };
    const send = () => tryToFreeze(project.admin, project.project_id, { reason: 'Once' }, headers);
    const [first, second] = [expectData(await send()), expectData(await send())];
    expect(second).toEqual(first);
    expect(await freezesOf(project)).toHaveLength(1);
    const rows = Array.from({ length: 99 }, () => ({
      id: randomUUID(),
      project_id: project.project_id,
      reason: 'x',
      frozen_at: new Date(),
    }));
    await instance.knex('artifact_freezes').insert(rows);
    const refused = await tryToFreeze(project.admin, project.project_id, { reason: 'One too many' });
    expect(refusal(refused)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
  });
});
