import { afterEach, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import {
  createProject,
  createTask,
  expectData,
  finishTask,
  pendingVersion,
  readProject,
} from '../helpers/sample.js';
import { snapshot } from './support-guards/ledger.js';
import { makeFlow, removeFlows, runOperation } from './support-flows/flow.js';

describe.each(vendors)('Flows on events on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  afterEach(() => removeFlows(instance));

  test('in the transaction of the write that raised the event, all of it goes or none', async () => {
    const projectId = await createProject(instance);
    const taskId = await createTask(instance, projectId);
    await makeFlow(
      instance,
      {
        trigger: 'event',
        options: { type: 'filter', scope: ['items.create'], collections: ['task_executions'] },
      },
      [
        // Other tests share this server: what they create is none of this one's business.
        {
          key: 'own',
          type: 'condition',
          options: { filter: { $trigger: { payload: { task_id: { _eq: taskId } } } } },
          reject: { key: 'others', type: 'transform', options: { json: {} } },
        },
        {
          key: 'recorded',
          type: 'artifact-record',
          options: {
            project_id: '{{$trigger.payload.metadata.project}}',
            schema_key: 'run.log',
            value: { status: '{{$trigger.payload.status}}' },
          },
        },
        {
          key: 'decided',
          type: 'artifact-decide',
          options: { version_id: '{{recorded.id}}', action: '{{$trigger.payload.metadata.action}}' },
        },
      ],
    );
    const admin = as(instance.url, instance.admin.token);
    const run = (action: string) =>
      admin.post('/items/task_executions', {
        task_id: taskId,
        status: 'running',
        metadata: { project: projectId, action },
      });
    const refused = await run('reject');
    expect(refused.status).toBe(400);
    expect(refused.body.errors?.[0]?.extensions.code).toBe('REASON_REQUIRED');
    expect((await snapshot(instance, projectId))['artifact_versions']).toEqual([]);
    expect(await instance.knex('task_executions').where({ task_id: taskId })).toEqual([]);

    const accepted = await run('approve');
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    expect(await instance.knex('task_executions').where({ task_id: taskId })).toHaveLength(1);
    const [version] = (await snapshot(instance, projectId))['artifact_versions']!;
    expect(version).toMatchObject({ schema_key: 'run.log', status: 'approved', promoted_context_version: 1 });
    await expect
      .poll(async () => (await readProject(instance, projectId)).context, { timeout: 5000 })
      .toMatchObject({ run: { log: { status: 'running' } } });
  });

  test('what a Flow writes because of our announcement is no announcement', async () => {
    const { projectId, taskId, version } = await pendingVersion(instance);
    await makeFlow(
      instance,
      {
        trigger: 'event',
        options: { type: 'action', scope: ['items.update'], collections: ['projects'] },
      },
      [
        {
          key: 'forged',
          type: 'item-update',
          options: {
            collection: 'projects',
            key: [projectId],
            payload: { context: { forged: true } },
            emitEvents: true,
            permissions: '$trigger',
          },
          reject: {
            key: 'noted',
            type: 'item-create',
            options: {
              collection: 'documents',
              permissions: '$full',
              payload: { title: '{{$last.code}}', category: `noted ${version.id}` },
            },
          },
        },
      ],
    );
    const reviewer = as(instance.url, instance.reviewer.token);
    expectData(await reviewer.post('/artifacts/decisions', { version_id: version.id, action: 'approve' }));
    expect((await finishTask(reviewer, taskId)).status).toBe(200);
    const noted = () =>
      instance
        .knex('documents')
        .where({ category: `noted ${version.id}` })
        .select('title');
    await expect.poll(noted, { timeout: 10_000 }).toContainEqual({ title: 'CONTEXT_READ_ONLY' });
    expect((await readProject(instance, projectId)).context).toMatchObject({ _meta: { context_version: 1 } });
  });

  test('an operation that skips every filter does not write a context either', async () => {
    const { projectId, taskId, version } = await pendingVersion(instance);
    const reviewer = as(instance.url, instance.reviewer.token);
    expectData(await reviewer.post('/artifacts/decisions', { version_id: version.id, action: 'approve' }));
    expect((await finishTask(reviewer, taskId)).status).toBe(200);
    const before = await snapshot(instance, projectId);
    for (const payload of [{ context: { forged: true } }, { context_version: 7 }]) {
      const outcome = await runOperation(instance, {
        type: 'item-update',
        options: {
          collection: 'projects',
          key: [projectId],
          payload,
          emitEvents: false,
          permissions: '$full',
        },
        token: instance.admin.token,
      });
      expect(JSON.stringify(outcome)).toContain('CONTEXT_READ_ONLY');
    }
    expect(await snapshot(instance, projectId)).toEqual(before);
  });
});
