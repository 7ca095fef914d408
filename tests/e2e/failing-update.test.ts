import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, createTask, pendingVersion, recordVersion, setStatus } from '../helpers/sample.js';
import { expectNoViolations, logOf, rowOf, snapshot } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import { decide, rivals, versionWith } from './support-guards/stages.js';

describe.each(vendors)('an update that fails leaves nothing decided on %s', (vendor) => {
  let instance: OwnInstance;
  let reviewer: Api;
  let admin: Api;

  beforeAll(async () => {
    instance = await startInstance({ vendor });
    reviewer = as(instance.url, instance.reviewer.token);
    admin = as(instance.url, instance.admin.token);
    // What an operator may add in the Studio: a rule that Directus checks when it writes.
    const rule = { _and: [{ summary: { _contains: 'checked' } }] };
    const meta = { validation: rule, validation_message: 'Say that you checked it' };
    const field = await admin.patch('/fields/artifact_versions/summary', { meta });
    expect(field.status, JSON.stringify(field.body)).toBe(200);
    const same = { _and: [{ description: { _contains: 'checked' } }] };
    const other = await admin.patch('/fields/tasks/description', { meta: { validation: same } });
    expect(other.status, JSON.stringify(other.body)).toBe(200);
  });
  afterAll(() => instance.stop());

  const rejected = { status: 'rejected', rejection_reason: 'Too thin' };

  describe('through a version', () => {
    test.each([
      { what: 'a field that breaks a rule of the operator', fields: { summary: 'Fine' }, status: 400 },
      { what: 'a field that does not exist', fields: { flavour: 'sweet' }, status: 403 },
      { what: 'a foreign key to nothing', fields: { source_task_id: randomUUID() }, status: 400 },
      { what: 'text that cannot be stored', fields: { summary: 'checked \u0000' }, status: 400 },
      { what: 'a reason that is no text', fields: { rejection_reason: { a: 1 } }, status: 400 },
      { what: 'a callback nobody allowed', fields: { callback_url: 'http://192.0.2.1/' }, status: 400 },
    ])('with $what', async ({ fields, status }) => {
      const { projectId, version } = await pendingVersion(instance);
      const before = await snapshot(instance, projectId);
      const path = `/items/artifact_versions/${version.id}`;
      const bulk = { keys: [version.id] };
      for (const decision of [{ status: 'approved' }, rejected]) {
        const data = { ...decision, ...fields } as Record<string, Json>;
        for (const reply of [
          await reviewer.patch(path, data),
          await reviewer.patch('/items/artifact_versions', { ...bulk, data }),
          await reviewer.patch('/items/artifact_versions', [{ id: version.id, ...data }]),
        ]) {
          expect(reply.status, JSON.stringify(reply.body)).toBe(status);
        }
      }
      expect(await snapshot(instance, projectId)).toEqual(before);
      const after = await setStatus(reviewer, version.id, 'approved', { summary: 'checked' });
      expect(after.status, JSON.stringify(after.body)).toBe(200);
      expect(await rowOf(instance, 'artifact_versions', version.id)).toMatchObject({
        status: 'approved',
        summary: 'checked',
      });
    });

    test.each([
      ['value', { format: 'SVG' }],
      ['primary_file_id', null],
      ['files', { create: [], update: [], delete: [] }],
      ['approvals', { create: [{ action: 'approve' }], update: [], delete: [] }],
      ['source_task_id', { id: 'task', status: 'done' }],
      ['project_id', { id: 'project', title: 'Mine' }],
      ['execution_id', null],
    ] as [string, Json][])('with "%s" in the same request, naming both', async (field, value) => {
      const { projectId, version } = await pendingVersion(instance);
      const before = await snapshot(instance, projectId);
      for (const decision of [{ status: 'approved' }, rejected]) {
        const reply = await reviewer.patch(`/items/artifact_versions/${version.id}`, {
          ...decision,
          [field]: value,
        });
        const outcome = outcomeOf(reply);
        expect(verdict(outcome)).toBe('400 INVALID_PAYLOAD');
        expect(outcome.message).toContain('"status"');
        expect(outcome.message).toContain(`"${field}"`);
      }
      expect(await snapshot(instance, projectId)).toEqual(before);
    });

    test('with a second write that is refused when the first one passed', async () => {
      const { projectId, version } = await pendingVersion(instance);
      const before = await snapshot(instance, projectId);
      await whileRefusing(
        'artifact_versions',
        `OLD.status = 'approved' AND NEW.status = 'approved' AND NEW.id = '${version.id}'`,
        async () => {
          for (const reply of [
            await setStatus(reviewer, version.id, 'approved'),
            await reviewer.patch('/items/artifact_versions', {
              keys: [version.id],
              data: { status: 'approved' },
            }),
          ]) {
            expect(reply.status).toBeGreaterThanOrEqual(400);
          }
          expect(await snapshot(instance, projectId)).toEqual(before);
        },
      );
      expect((await setStatus(reviewer, version.id, 'approved')).status).toBe(200);
    });

    test('as one of several, of which another one fails', async () => {
      const first = await pendingVersion(instance);
      const decided = await versionWith(instance, 'rejected');
      const before = [await snapshot(instance, first.projectId), await snapshot(instance, decided.projectId)];
      const ids = [first.version.id, decided.version.id];
      for (const reply of [
        await reviewer.patch('/items/artifact_versions', { keys: ids, data: { status: 'approved' } }),
        await reviewer.patch(
          '/items/artifact_versions',
          ids.map((id) => ({ id, status: 'approved' })),
        ),
        await reviewer.post(
          '/artifacts/decisions',
          ids.map((version_id) => ({ version_id, action: 'approve' })),
        ),
        await reviewer.post(
          '/items/artifact_approvals',
          ids.map((id) => ({ artifact_version_id: id, action: 'approve' })),
        ),
      ]) {
        expect(verdict(outcomeOf(reply)), JSON.stringify(reply.body)).toBe('409 ILLEGAL_TRANSITION');
      }
      expect([
        await snapshot(instance, first.projectId),
        await snapshot(instance, decided.projectId),
      ]).toEqual(before);
    });

    test('that decides on two versions of one line, naming both', async () => {
      const { projectId, version, second } = await rivals(instance);
      const before = await snapshot(instance, projectId);
      const ids = [version.id, second.id];
      const statuses = ['approved', 'rejected'];
      for (const reply of [
        await reviewer.patch('/items/artifact_versions', { keys: ids, data: { status: 'approved' } }),
        await reviewer.patch('/items/artifact_versions', {
          query: { filter: { project_id: { _eq: projectId } } },
          data: { status: 'approved' },
        }),
        await reviewer.patch(
          '/items/artifact_versions',
          ids.map((id) => ({ id, status: 'approved' })),
        ),
        await reviewer.patch(
          '/items/artifact_versions',
          ids.map((id, index) => ({ id, status: statuses[index]!, rejection_reason: 'Too thin' })),
        ),
        await reviewer.post(
          '/artifacts/decisions',
          ids.map((version_id) => ({ version_id, action: 'approve' })),
        ),
        await reviewer.post(
          '/items/artifact_approvals',
          ids.map((id) => ({ artifact_version_id: id, action: 'approve' })),
        ),
      ]) {
        const outcome = outcomeOf(reply);
        expect(verdict(outcome), outcome.message).toBe('400 INVALID_PAYLOAD');
        for (const id of ids) expect(outcome.message).toContain(id);
      }
      expect(await snapshot(instance, projectId)).toEqual(before);
    });
  });

  describe('through a task', () => {
    const approvedWithTask = async () => {
      const projectId = await createProject(instance);
      const taskId = await createTask(instance, projectId);
      const version = await recordVersion(as(instance.url, instance.agent.token), {
        project_id: projectId,
        schema_key: 'brand.logo',
        value: 1,
        source_task_id: taskId,
      });
      await decide(instance, version.id, 'approve');
      return { projectId, taskId, version };
    };

    test.each([
      { what: 'a field that breaks a rule of the operator', fields: { description: 'Fine' }, status: 400 },
      { what: 'a field that does not exist', fields: { flavour: 'sweet' }, status: 403 },
      { what: 'a foreign key to nothing', fields: { project_id: randomUUID() }, status: 400 },
    ])('with $what nothing goes live', async ({ fields, status }) => {
      const { projectId, taskId } = await approvedWithTask();
      const before = await snapshot(instance, projectId);
      const data = { status: 'done', ...fields } as Record<string, Json>;
      for (const reply of [
        await reviewer.patch(`/items/tasks/${taskId}`, data),
        await reviewer.patch('/items/tasks', { keys: [taskId], data }),
        await reviewer.patch('/items/tasks', [{ id: taskId, ...data }]),
      ]) {
        expect(reply.status, JSON.stringify(reply.body)).toBe(status);
      }
      expect(await snapshot(instance, projectId)).toEqual(before);
    });

    test.each([
      ['artifacts', { create: [], update: [], delete: [] }],
      ['artifacts', []],
      ['project_id', { id: 'project', title: 'Mine' }],
    ] as [string, Json][])('that is done and changes "%s" at once, naming both', async (field, value) => {
      const { projectId, taskId } = await approvedWithTask();
      const before = await snapshot(instance, projectId);
      const outcome = outcomeOf(
        await reviewer.patch(`/items/tasks/${taskId}`, { status: 'done', [field]: value }),
      );
      expect(verdict(outcome), outcome.message).toBe('400 INVALID_PAYLOAD');
      expect(outcome.message).toContain('"status"');
      expect(outcome.message).toContain(`"${field}"`);
      expect(await snapshot(instance, projectId)).toEqual(before);
    });

    test('with a second write that is refused when the first one passed', async () => {
      const { projectId, taskId } = await approvedWithTask();
      const before = await snapshot(instance, projectId);
      await whileRefusing(
        'tasks',
        `OLD.status = 'done' AND NEW.status = 'done' AND NEW.id = '${taskId}'`,
        async () => {
          const reply = await reviewer.patch(`/items/tasks/${taskId}`, { status: 'done' });
          expect(reply.status).toBeGreaterThanOrEqual(400);
          expect(await snapshot(instance, projectId)).toEqual(before);
        },
      );
      expect((await reviewer.patch(`/items/tasks/${taskId}`, { status: 'done' })).status).toBe(200);
      expect(await logOf(instance, projectId)).toEqual(['approve 1', 'promote 1']);
    });
  });

  test('after all of this every invariant holds', () => expectNoViolations(instance));

  /** A trigger of the operator's own that lets the first write of a row pass and refuses the second. */
  async function whileRefusing(table: string, condition: string, work: () => Promise<void>): Promise<void> {
    const { knex } = instance;
    if (vendor === 'sqlite') {
      await knex.raw(`CREATE TRIGGER operators_own BEFORE UPDATE ON ${table} WHEN ${condition}
        BEGIN SELECT RAISE(ABORT, 'not twice'); END`);
    } else {
      await knex.raw(`CREATE FUNCTION operators_own() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'not twice'; END $$`);
      await knex.raw(`CREATE TRIGGER operators_own BEFORE UPDATE ON ${table} FOR EACH ROW
        WHEN (${condition}) EXECUTE FUNCTION operators_own()`);
    }
    try {
      await work();
    } finally {
      await knex.raw(`DROP TRIGGER operators_own${vendor === 'sqlite' ? '' : ` ON ${table}`}`);
      if (vendor === 'postgres') await knex.raw('DROP FUNCTION operators_own()');
    }
  }
});
