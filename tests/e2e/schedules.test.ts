import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, expectData, finishTask, readVersion } from '../helpers/sample.js';
import { violationsIn } from './support-concurrency/violations.js';
import {
  comeIn,
  freeze,
  inMs,
  lift,
  liveIds,
  promotionsOf,
  reschedule,
  untilLive,
} from './support-freezes/routes.js';
import { approving, newProject, type TestProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

const HOUR_MS = 60 * 60 * 1000;
/** Long enough for one request of a slow machine. */
const SOON_MS = 8000;

describe.each(vendors)('a version that is to go live at a time, on %s', (vendor) => {
  const instance = sharedInstance(vendor);

  async function approved(project: TestProject, promote_at: string, more = {}): Promise<Version> {
    const version = await project.record('brand.logo', 1, more);
    await project.decide([approving(version, { promote_at, reason: 'Fair opens' })]);
    return version;
  }

  test('goes live then, by the system, and the log says who wanted it', async () => {
    const project = await newProject(instance);
    const version = await project.record('brand.logo');
    const at = Date.now() + HOUR_MS;
    const zoned = new Date(at + HOUR_MS).toISOString().replace('Z', '+01:00');
    const [decided] = await project.decide([approving(version, { promote_at: zoned, reason: 'Fair opens' })]);
    expect(decided).toMatchObject({
      version: { status: 'approved', promote_at: new Date(at).toISOString() },
      promotion: null,
      frozen: [],
    });
    expect(await liveIds(instance, project.project_id)).toEqual([]);
    const due = await comeIn(instance, [version.id], 1000);
    await untilLive(instance, project.project_id, version.id);
    const live = await readVersion(instance, version.id);
    expect(Date.parse(live.promoted_at!)).toBeGreaterThanOrEqual(due);
    expect(await promotionsOf(instance, version.id)).toMatchObject([
      {
        actor_id: null,
        actor_type: 'system',
        context_version: 1,
        feedback: {
          scheduled: {
            promote_at: new Date(due).toISOString(),
            scheduled_by: instance.reviewer.id,
            reason: 'Fair opens',
          },
        },
      },
    ]);
    expect(await violationsIn(instance, project.project_id)).toEqual([]);
  });

  test('is not promoted before that: by no task, no project, and not by name', async () => {
    const project = await newProject(instance);
    const task = await createTask(instance, project.project_id);
    const version = await approved(project, inMs(HOUR_MS), { source_task_id: task });
    await finishTask(project.agent, task);
    const waits = { version_id: version.id, schema_key: 'brand.logo' };
    for (const scope of [{ project_id: project.project_id }, { task_id: task }]) {
      expect(await project.promote(scope)).toMatchObject({ promoted: [], scheduled: [waits] });
    }
    const named = await project.tryToPromote({ version_ids: [version.id] });
    expect(refusal(named)).toMatchObject({
      status: 409,
      code: 'PROMOTION_SCHEDULED',
      extensions: { ...waits },
    });
    const shown = await project.promote({ version_ids: [version.id], dry_run: true });
    expect(shown).toMatchObject({ promoted: [], scheduled: [waits] });
    expect(await liveIds(instance, project.project_id)).toEqual([]);
  });

  test('takes another time, or none, and then waits to be promoted', async () => {
    const project = await newProject(instance);
    const version = await approved(project, inMs(HOUR_MS));
    const later = inMs(2 * HOUR_MS);
    const moved = await reschedule(project, version, { promote_at: later, reason: 'The fair moved' });
    expect(moved.body.data).toMatchObject({ version_id: version.id, promote_at: later });
    expectData(await reschedule(project, version, { promote_at: null }));
    // Its task is none; but nothing goes live because it was called off, nor because a freeze ends.
    const stop = await freeze(project);
    expect(await lift(project, stop.id)).toMatchObject({ promotion: { promoted: [] } });
    expect(await liveIds(instance, project.project_id)).toEqual([]);
    await project.promote({ version_ids: [version.id] });
    expect(await liveIds(instance, project.project_id)).toEqual([version.id]);
    const said: { promote_at: unknown; reason: string | null; scheduled_by: string }[] = await instance
      .knex('artifact_schedules')
      .where({ artifact_version_id: version.id })
      .orderBy('scheduled_at');
    expect(said.map(({ reason }) => reason)).toEqual(['Fair opens', 'The fair moved', null]);
    const late = await reschedule(project, version, { promote_at: inMs(HOUR_MS) });
    expect(refusal(late)).toMatchObject({ status: 409, code: 'ILLEGAL_TRANSITION' });
  });

  test('does not go live once it is superseded or revoked', async () => {
    const project = await newProject(instance);
    const superseded = await approved(project, inMs(HOUR_MS));
    const next = await project.record('brand.logo', 2);
    await comeIn(instance, [superseded.id], SOON_MS);
    await project.approve(next);
    const revoked = await project.record('brand.voice');
    await project.decide([approving(revoked, { promote_at: inMs(HOUR_MS) })]);
    await comeIn(instance, [revoked.id], SOON_MS);
    await project.decide([{ version_id: revoked.id, action: 'revoke', reason: 'No' }]);
    const witness = await project.record('copy');
    await project.decide([approving(witness, { promote_at: inMs(HOUR_MS) })]);
    await comeIn(instance, [witness.id], SOON_MS);
    await untilLive(instance, project.project_id, witness.id);
    expect(await liveIds(instance, project.project_id)).toEqual([next.id, witness.id]);
    expect(await promotionsOf(instance, superseded.id)).toEqual([]);
    expect(await violationsIn(instance, project.project_id)).toEqual([]);
  });

  test('waits for the end of a freeze, and goes live with it', async () => {
    const project = await newProject(instance);
    const stop = await freeze(project, 'brand');
    const version = await approved(project, inMs(HOUR_MS));
    const witness = await project.record('copy');
    await project.decide([approving(witness, { promote_at: inMs(HOUR_MS) })]);
    await comeIn(instance, [version.id, witness.id], 0);
    await untilLive(instance, project.project_id, witness.id);
    expect(await liveIds(instance, project.project_id)).toEqual([witness.id]);
    const lifted = await lift(project, stop.id);
    expect(lifted.promotion.promoted).toMatchObject([{ version_id: version.id }]);
    expect((await promotionsOf(instance, version.id))[0]).toMatchObject({
      feedback: { lifted_freeze: stop.id, scheduled: { scheduled_by: instance.reviewer.id } },
    });
  });

  test('is refused with a time that cannot be one, and for other decisions', async () => {
    const project = await newProject(instance);
    const version = await project.record('brand.logo');
    for (const promote_at of [
      '2020-01-01T00:00:00Z',
      '2099-01-01T00:00:00Z',
      '2030-01-01',
      'soon',
      5,
      null,
    ]) {
      const refused = await project.ask(approving(version, { promote_at }));
      expect(refusal(refused)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', field: 'promote_at' });
    }
    const rejecting = { version_id: version.id, action: 'reject', reason: 'x', promote_at: inMs(HOUR_MS) };
    expect(refusal(await project.ask(rejecting))).toMatchObject({ status: 400, field: 'promote_at' });
    const early = await reschedule(project, version, { promote_at: inMs(HOUR_MS) });
    expect(refusal(early)).toMatchObject({ status: 409, code: 'ILLEGAL_TRANSITION' });
    const none = await project.reviewer.post(`/artifacts/versions/${randomUUID()}/schedule`, {
      promote_at: null,
    });
    expect(refusal(none)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await readVersion(instance, version.id)).status).toBe('pending');
  });

  test('is nothing that a client writes past the routes', async () => {
    const project = await newProject(instance);
    const created = await project.agent.post<{ data?: Version }>('/items/artifact_versions', {
      project_id: project.project_id,
      schema_key: 'brand.logo',
      value: 1,
      promote_at: inMs(HOUR_MS),
    });
    const { id } = expectData(created);
    await project.reviewer.patch(`/items/artifact_versions/${id}`, {
      status: 'approved',
      promote_at: inMs(HOUR_MS),
    });
    expect(await readVersion(instance, id)).toMatchObject({ status: 'approved', promote_at: null });
    expect(await liveIds(instance, project.project_id)).toEqual([id]);
    const write = instance.knex('artifact_versions').where({ id }).update({ promote_at: new Date() });
    await expect(write).rejects.toThrow('only an approved version that is not live yet can be scheduled');
  });

  test('takes the right to promote it: an agent may not, nor who may only decide', async () => {
    const project = await newProject(instance);
    const version = await approved(project, inMs(HOUR_MS));
    const path = `/artifacts/versions/${version.id}/schedule`;
    const refused = await project.agent.post(path, { promote_at: null });
    expect(refusal(refused)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await readVersion(instance, version.id)).promote_at).not.toBeNull();
  });
});
