import { afterEach, describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import {
  createProject,
  createTask,
  expectData,
  pendingVersion,
  readProject,
  readVersion,
  recordVersion,
  uploadFile,
} from '../helpers/sample.js';
import { rowOf, snapshot } from './support-guards/ledger.js';
import { removeFlows, runOperation, trigger, webhook } from './support-flows/flow.js';

describe.each(vendors)('the operations of Flows on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  afterEach(() => removeFlows(instance));

  test('record, decide, promote and read, on behalf of whoever triggers', async () => {
    const projectId = await createProject(instance);
    const taskId = await createTask(instance, projectId);
    const file = await uploadFile(instance);
    const flow = await webhook(instance, [
      {
        key: 'recorded',
        type: 'artifact-record',
        options: {
          project_id: '{{$trigger.body.project}}',
          schema_key: 'brand.logo',
          value: { format: 'PNG', by: '{{$trigger.body.name}}' },
          files: ['{{$trigger.body.files}}'],
          source_task_id: '{{$trigger.body.task}}',
          summary: null,
          callback_url: '',
        },
      },
      {
        key: 'decided',
        type: 'artifact-decide',
        options: {
          version_id: '{{recorded.id}}',
          action: 'approve',
          content_hash: '{{recorded.content_hash}}',
          reason: 'Fits the guide',
        },
      },
      {
        key: 'promoted',
        type: 'artifact-promote',
        options: { task_id: ['{{$trigger.body.task}}'], if_match: '0', create_documents: 'all' },
      },
      {
        key: 'context',
        type: 'artifact-query',
        options: { project_id: '{{$trigger.body.project}}', paths: ['brand.logo'] },
      },
    ]);
    const body = { project: projectId, task: taskId, name: 'Flow', files: [file] };
    const { status, body: data } = await trigger(instance, flow, instance.reviewer.token, body);
    expect(status).toBe(200);
    expect(data['context']).toMatchObject({
      context_version: 1,
      context: { brand: { logo: { format: 'PNG', by: 'Flow', file_id: file, version: 1 } } },
    });
    expect(data['promoted']).toMatchObject({ context_version: 1, documents: [{ schema_key: 'brand.logo' }] });
    const { id } = data['recorded'] as { id: string };
    expect(await rowOf(instance, 'artifact_versions', id)).toMatchObject({
      user_created: instance.reviewer.id,
      approved_by: instance.reviewer.id,
      status: 'approved',
      promoted_context_version: 1,
    });
    expect(await readProject(instance, projectId)).toMatchObject({ context_version: 1 });
    const entries = (await snapshot(instance, projectId))['artifact_approvals'];
    expect(entries).toMatchObject([
      { action: 'approve', actor_type: 'human', actor_id: instance.reviewer.id, reason: 'Fits the guide' },
      { action: 'promote', actor_type: 'human', actor_id: instance.reviewer.id },
    ]);
  });

  test('merge what two sides changed, and hand conflicts to the reject path', async () => {
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const line = { project_id, schema_key: 'copy' };
    const base = await recordVersion(agent, { ...line, value: { title: 'a', text: 'a' } });
    const ours = await recordVersion(agent, {
      ...line,
      parent_id: base.id,
      value: { title: 'b', text: 'a' },
    });
    const theirs = await recordVersion(agent, {
      ...line,
      parent_id: base.id,
      value: { title: 'a', text: 'c' },
    });
    const clashing = await recordVersion(agent, {
      ...line,
      parent_id: base.id,
      value: { title: 'd', text: 'a' },
    });
    const options = { ours_id: ours.id, theirs_id: theirs.id, dry_run: 'false' };
    const token = instance.agent.token;
    expect(await runOperation(instance, { type: 'artifact-merge', options, token })).toMatchObject({
      value: { title: 'b', text: 'c' },
      status: 'pending',
      parent_id: ours.id,
      merge_parent_id: theirs.id,
    });

    const flow = await webhook(
      instance,
      [
        {
          key: 'merged',
          type: 'artifact-merge',
          options: { ours_id: ours.id, theirs_id: clashing.id },
          reject: {
            key: 'settled',
            type: 'artifact-merge',
            options: {
              ours_id: ours.id,
              theirs_id: clashing.id,
              resolutions: '{ "{{$last.extensions.conflicts[0].path}}": "theirs" }',
              summary: '{{$last.code}}: {{$last.message}}',
            },
          },
        },
      ],
      { return: 'settled' },
    );
    const settled = await trigger(instance, flow, token);
    expect(settled.body).toMatchObject({ value: { title: 'd', text: 'a' }, merge_parent_id: clashing.id });
    expect(settled.body['summary']).toMatch(/^MERGE_CONFLICT: ./);
  });

  test('decide on several versions, all or nothing', async () => {
    const { projectId, version } = await pendingVersion(instance);
    const other = await pendingVersion(instance, { project_id: projectId, schema_key: 'brand.color' });
    const ids = [version.id, other.version.id];
    const decide = (more: Record<string, Json>) =>
      runOperation(instance, {
        type: 'artifact-decide',
        options: { version_id: '{{$trigger.body.keys}}', ...more },
        token: instance.reviewer.token,
        body: { keys: ids },
      });
    const before = await snapshot(instance, projectId);
    expect(await decide({ action: 'reject' })).toMatchObject({ code: 'REASON_REQUIRED', status: 400 });
    expect(await snapshot(instance, projectId)).toEqual(before);
    const feedback = '{"contrast": 2}';
    const decided = await decide({ action: 'request_changes', reason: 'Too pale', feedback });
    expect(decided).toMatchObject(
      ids.map((id) => ({ version: { id, status: 'pending' }, approval: { feedback: { contrast: 2 } } })),
    );
  });

  test('with full access, nobody’s permissions count and the log names the system', async () => {
    const { projectId, version } = await pendingVersion(instance);
    const options = { version_id: version.id, action: 'approve', permissions: '$full' };
    await runOperation(instance, { type: 'artifact-decide', options, token: null });
    expect(await readVersion(instance, version.id)).toMatchObject({ status: 'approved', approved_by: null });
    const [entry] = (await snapshot(instance, projectId))['artifact_approvals']!;
    expect(entry).toMatchObject({ action: 'approve', actor_type: 'system', actor_id: null });
  });

  test('the right to decide, to promote and to record is that of whoever triggers', async () => {
    const { projectId, taskId, version } = await pendingVersion(instance);
    const before = await snapshot(instance, projectId);
    const attempts: [string, Record<string, Json>, (string | null)[]][] = [
      [
        'artifact-decide',
        { version_id: version.id, action: 'approve' },
        [instance.agent.token, instance.other.token, null],
      ],
      ['artifact-promote', { task_id: taskId }, [instance.other.token, null]],
      ['artifact-promote', { project_id: projectId }, [instance.agent.token, instance.other.token, null]],
      [
        'artifact-record',
        { project_id: projectId, schema_key: 'a', value: '1' },
        [instance.other.token, null],
      ],
      ['artifact-query', { what: 'context', project_id: projectId }, [null]],
      ['artifact-query', { what: 'pending' }, [null]],
    ];
    for (const [type, options, tokens] of attempts) {
      for (const token of tokens) {
        const outcome = await runOperation(instance, { type, options, token });
        expect(outcome, `${type} ${JSON.stringify(options)}`).toMatchObject({
          name: 'DirectusError',
          code: 'FORBIDDEN',
          status: 403,
        });
      }
    }
    expect(await snapshot(instance, projectId)).toEqual(before);
  });

  test('read the approved version, what waits and what was said, within the rights of the caller', async () => {
    const reviewer = as(instance.url, instance.reviewer.token);
    const { projectId, version } = await pendingVersion(instance, { files: [await uploadFile(instance)] });
    const newer = await pendingVersion(instance, { project_id: projectId });
    const ask = (options: Record<string, Json>) =>
      runOperation(instance, { type: 'artifact-query', options, token: instance.agent.token });
    const line = { project_id: projectId, schema_key: 'brand.logo' };
    expect(await ask({ what: 'approved', ...line })).toBeNull();
    expect(await ask({ what: 'pending', project_id: [projectId], limit: '1' })).toMatchObject({
      count: 2,
      versions: [{ id: version.id, schema_key: 'brand.logo', version_number: 1 }],
    });
    expect(await ask({ what: 'pending', ...line, older_than_hours: 1 })).toEqual({ count: 0, versions: [] });
    expectData(
      await reviewer.post('/artifacts/decisions', [
        { version_id: newer.version.id, action: 'request_changes', reason: 'Too pale' },
      ]),
    );
    expectData(await reviewer.post('/artifacts/decisions', { version_id: version.id, action: 'approve' }));
    expect(await ask({ what: 'approved', ...line })).toMatchObject({
      id: version.id,
      status: 'approved',
      value: { format: 'PNG' },
      files: [{ sort: 1 }],
    });
    expect(await ask({ what: 'feedback', ...line })).toMatchObject([
      { version_id: newer.version.id, action: 'request_changes', reason: 'Too pale' },
    ]);
  });
});
