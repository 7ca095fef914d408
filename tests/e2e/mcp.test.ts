import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import {
  createProject,
  createTask,
  expectData,
  finishTask,
  pendingVersion,
  readVersion,
  uploadFile,
} from '../helpers/sample.js';
import { snapshot } from './support-guards/ledger.js';
import { callTool } from './support-flows/mcp.js';

// The tools go through the services that REST goes through, which is tested on both databases.
describe('an agent over Directus’ MCP server', () => {
  const instance = sharedInstance(vendors[0]!);
  const items = (args: object, token = instance.agent.token) => callTool(instance, token, 'items', args);

  beforeAll(async () => {
    const admin = as(instance.url, instance.admin.token);
    expectData(await admin.patch('/settings', { mcp_enabled: true }));
  });

  test('records a version with its files, numbered and hashed by the server, and hands over its task', async () => {
    const project_id = await createProject(instance);
    const source_task_id = await createTask(instance, project_id);
    const file = await uploadFile(instance);
    const { data, errors } = await items({
      action: 'create',
      collection: 'artifact_versions',
      data: {
        project_id,
        schema_key: 'brand.logo',
        value: { format: 'SVG' },
        source_task_id,
        summary: 'First draft',
        primary_file_id: file,
        files: { create: [{ directus_files_id: file, sort: 1 }], update: [], delete: [] },
        version_number: 7,
        content_hash: '0'.repeat(64),
      },
    });
    expect(errors).toEqual([]);
    const [created] = data as Version[];
    const version = await readVersion(instance, created!.id);
    expect(version).toMatchObject({
      status: 'pending',
      version_number: 1,
      value: { format: 'SVG' },
      user_created: instance.agent.id,
      change_origin: 'deployment',
    });
    expect(version.content_hash).toMatch(/^(?!0{64})[0-9a-f]{64}$/);
    const handed = await items({
      action: 'update',
      collection: 'tasks',
      keys: [source_task_id],
      data: { status: 'needs_review' },
    });
    expect(handed).toMatchObject({ errors: [], data: [{ status: 'needs_review' }] });
  });

  test('reads the approved context, and what reviewers said against earlier attempts', async () => {
    const { projectId, taskId, version } = await pendingVersion(instance);
    const reviewer = as(instance.url, instance.reviewer.token);
    const decide = async (decision: Record<string, Json>) =>
      expectData(await reviewer.post('/artifacts/decisions', decision));
    const feedback = { contrast: 2 };
    const asked = { version_id: version.id, action: 'request_changes', reason: 'Too pale', feedback };
    await decide(asked);
    await decide({ version_id: version.id, action: 'approve' });
    expect((await finishTask(reviewer, taskId)).status).toBe(200);

    const context = await items({
      action: 'read',
      collection: 'projects',
      keys: [projectId],
      query: { fields: ['context', 'context_version'] },
    });
    expect(context.data).toMatchObject([
      { context_version: 1, context: { brand: { logo: { format: 'PNG', version: 1 } } } },
    ]);
    const said = await items({
      action: 'read',
      collection: 'artifact_approvals',
      query: {
        filter: {
          project_id: { _eq: projectId },
          artifact_version_id: { schema_key: { _eq: 'brand.logo' } },
          action: { _in: ['reject', 'request_changes', 'revoke'] },
        },
        fields: ['action', 'reason', 'feedback', 'artifact_version_id.version_number'],
        sort: ['-sequence'],
      },
    });
    expect(said.data).toEqual([
      {
        action: 'request_changes',
        reason: 'Too pale',
        feedback,
        artifact_version_id: { version_number: 1 },
      },
    ]);
  });

  test('does not decide, edit, delete or write the context, and is told why', async () => {
    const { projectId, version } = await pendingVersion(instance);
    const keys = [version.id];
    const collection = 'artifact_versions';
    const before = await snapshot(instance, projectId);
    const refusals: [string, object, string, RegExp][] = [
      [
        'approving',
        { action: 'update', collection, keys, data: { status: 'approved' } },
        'FORBIDDEN',
        /permission/,
      ],
      ['editing', { action: 'update', collection, keys, data: { value: 1 } }, 'FORBIDDEN', /permission/],
      [
        'an approval entry',
        {
          action: 'create',
          collection: 'artifact_approvals',
          data: { artifact_version_id: version.id, action: 'approve' },
        },
        'FORBIDDEN',
        /permission|may not/,
      ],
      [
        'the context',
        { action: 'update', collection: 'projects', keys: [projectId], data: { context: { forged: 1 } } },
        'CONTEXT_READ_ONLY',
        /Promote approved versions/,
      ],
      [
        'a version approved from the start',
        {
          action: 'create',
          collection,
          data: { project_id: projectId, schema_key: 'a', value: 1, status: 'approved' },
        },
        'ILLEGAL_TRANSITION',
        /cannot become "approved"/,
      ],
      [
        'a schema key that is none',
        { action: 'create', collection, data: { project_id: projectId, schema_key: 'Brand Logo', value: 1 } },
        'INVALID_PAYLOAD',
        /schema_key/,
      ],
      [
        'a parent that is not there',
        {
          action: 'create',
          collection,
          data: { project_id: projectId, schema_key: 'a', value: 1, parent_hash: 'f'.repeat(64) },
        },
        'PARENT_NOT_FOUND',
        /set allow_orphan with its hash/,
      ],
    ];
    for (const [what, args, code, message] of refusals) {
      const { errors } = await items(args);
      expect(errors, what).toMatchObject([{ code }]);
      expect(errors[0]!.error, what).toMatch(message);
    }
    const deleted = await items({ action: 'delete', collection, keys });
    expect(deleted.errors.length).toBeGreaterThan(0);
    expect(await snapshot(instance, projectId)).toEqual(before);
  });

  test('a list of versions with a wrong one records none', async () => {
    const project_id = await createProject(instance);
    const data = ['a', 'b', 'C'].map((schema_key) => ({ project_id, schema_key, value: 1 }));
    const { errors } = await items({ action: 'create', collection: 'artifact_versions', data });
    expect(errors).toMatchObject([{ code: 'INVALID_PAYLOAD' }]);
    expect((await snapshot(instance, project_id))['artifact_versions']).toEqual([]);
  });

  test('not even those with more rights edit what is sealed, or the context', async () => {
    const { projectId, version } = await pendingVersion(instance);
    const reviewer = as(instance.url, instance.reviewer.token);
    expectData(
      await reviewer.post('/artifacts/decisions', {
        version_id: version.id,
        action: 'reject',
        reason: 'Too pale',
      }),
    );
    const edited = await items(
      { action: 'update', collection: 'artifact_versions', keys: [version.id], data: { value: 2 } },
      instance.reviewer.token,
    );
    expect(edited.errors).toMatchObject([{ code: 'VERSION_SEALED' }]);
    const written = await items(
      { action: 'update', collection: 'projects', keys: [projectId], data: { context: {} } },
      instance.admin.token,
    );
    expect(written.errors).toMatchObject([{ code: 'CONTEXT_READ_ONLY' }]);
    expect(await readVersion(instance, version.id)).toMatchObject({ value: { format: 'PNG' } });
  });
});
