import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import {
  createProject,
  createTask,
  expectData,
  finishTask,
  recordVersion,
  setStatus,
  uploadFile,
} from '../helpers/sample.js';

/**
 * A Flow of the operator's own that listens to core events and writes down what it heard, as a document: what an n8n
 * or Slack notification would hang on.
 */
async function listen(admin: Api, event: string, collection: string): Promise<void> {
  const heard =
    '{{$trigger.key}}{{$trigger.keys}} {{$trigger.payload.status}} {{$trigger.payload.schema_key}}';
  const flow = expectData(
    await admin.post<{ data?: { id: string } }>('/flows', {
      name: `${collection} ${event}`,
      status: 'active',
      trigger: 'event',
      accountability: null,
      options: { type: 'action', scope: [event], collections: [collection] },
    }),
  );
  const operation = expectData(
    await admin.post<{ data?: { id: string } }>('/operations', {
      flow: flow.id,
      key: 'write_down',
      name: 'Write down',
      type: 'item-create',
      position_x: 20,
      position_y: 20,
      options: {
        collection: 'documents',
        permissions: '$full',
        emitEvents: false,
        payload: { title: `${collection} ${event}: ${heard}`, category: 'heard' },
      },
    }),
  );
  expectData(await admin.patch(`/flows/${flow.id}`, { operation: operation.id }));
}

describe.each(vendors)('core events of recording and deciding on %s', (vendor) => {
  let instance: OwnInstance;
  let admin: Api;
  let agent: Api;
  let reviewer: Api;

  beforeAll(async () => {
    instance = await startInstance({ vendor });
    admin = as(instance.url, instance.admin.token);
    agent = as(instance.url, instance.agent.token);
    reviewer = as(instance.url, instance.reviewer.token);
    await listen(admin, 'items.create', 'artifact_versions');
    await listen(admin, 'items.update', 'artifact_versions');
    await listen(admin, 'items.update', 'projects');
  });

  afterAll(async () => {
    await instance.stop();
  });

  /** What the Flows heard of a row, as soon as there are `count` of them; they run after the answer. */
  async function heardOf(id: string, count: number): Promise<string[]> {
    const read = async (): Promise<string[]> => {
      const rows: { title: string }[] = await instance
        .knex('documents')
        .select('title')
        .where('title', 'like', `%${id}%`);
      return rows.map(({ title }) =>
        title
          .replace(/["[\]]|undefined/g, '')
          .replace(id, '#')
          .trimEnd(),
      );
    };
    await expect.poll(read, { timeout: 15_000, interval: 100 }).toHaveLength(count);
    return (await read()).sort();
  }

  test('a version recorded through the endpoint raises items.create, once, with activity and revision', async () => {
    const project_id = await createProject(instance);
    const file = await uploadFile(instance);
    const version = await recordVersion(agent, {
      project_id,
      schema_key: 'brand.logo',
      value: { a: 1 },
      files: [file],
    });
    expect(await heardOf(version.id, 1)).toEqual(['artifact_versions items.create: # pending brand.logo']);
    const activity = await instance
      .knex('directus_activity')
      .where({ collection: 'artifact_versions', item: version.id });
    expect(activity).toHaveLength(1);
    expect(activity[0]).toMatchObject({ action: 'create', user: instance.agent.id });
    const revisions: { data: string | Record<string, Json> }[] = await instance
      .knex('directus_revisions')
      .where({ collection: 'artifact_versions', item: version.id });
    expect(revisions).toHaveLength(1);
    const { data } = revisions[0]!;
    expect(typeof data === 'string' ? (JSON.parse(data) as Json) : data).toMatchObject({
      schema_key: 'brand.logo',
      version_number: 1,
      content_hash: version.content_hash,
    });
  });

  test('each version of a list raises its own items.create; a list that is refused raises none', async () => {
    const project_id = await createProject(instance);
    const inputs = ['a', 'b', 'c'].map((schema_key) => ({ project_id, schema_key, value: 1 }));
    const recorded = expectData(await agent.post<{ data?: Version[] }>('/artifacts/versions', inputs));
    for (const version of recorded) {
      expect(await heardOf(version.id, 1)).toEqual([
        `artifact_versions items.create: # pending ${version.schema_key}`,
      ]);
    }
    const before = await instance.knex('documents').where({ category: 'heard' });
    expect(
      (await agent.post('/artifacts/versions', [...inputs, { project_id, schema_key: 'a.b.', value: 1 }]))
        .status,
    ).toBe(400);
    await recordVersion(agent, { project_id, schema_key: 'd', value: 1 }).then(({ id }) => heardOf(id, 1));
    expect(await instance.knex('documents').where({ category: 'heard' })).toHaveLength(before.length + 1);
  });

  const DECIDING: [string, (id: string) => Promise<{ status: number }>][] = [
    ['PATCH', (id) => setStatus(reviewer, id, 'approved')],
    [
      'POST /artifacts/decisions',
      (id) => reviewer.post('/artifacts/decisions', { version_id: id, action: 'approve' }),
    ],
    [
      'an approval entry',
      (id) => reviewer.post('/items/artifact_approvals', { artifact_version_id: id, action: 'approve' }),
    ],
  ];

  test.each(DECIDING)(
    'approving by %s raises items.update with the status, and tells of what it supersedes',
    async (_name, approve) => {
      const project_id = await createProject(instance);
      const task = await createTask(instance, project_id);
      const input = { project_id, schema_key: 'brand.logo', source_task_id: task };
      const first = await recordVersion(agent, { ...input, value: 1 });
      const second = await recordVersion(agent, { ...input, value: 2 });
      expect((await approve(first.id)).status).toBe(200);
      expect(await heardOf(first.id, 2)).toContain('artifact_versions items.update: # approved');
      expect((await approve(second.id)).status).toBe(200);
      expect(await heardOf(second.id, 2)).toContain('artifact_versions items.update: # approved');
      // What a command changes by itself is announced with an empty payload.
      expect(await heardOf(first.id, 3)).toContain('artifact_versions items.update: #');

      expect(await heardOf(String(project_id), 0)).toEqual([]);
      expect((await finishTask(reviewer, task)).status).toBe(200);
      expect(await heardOf(String(project_id), 1)).toEqual(['projects items.update: #']);
      expect(await heardOf(second.id, 3)).toContain('artifact_versions items.update: #');
    },
  );

  test('rejecting raises items.update with the status on every route, and leaves one revision at most', async () => {
    const project_id = await createProject(instance);
    const reject: [string, (id: string) => Promise<{ status: number }>][] = [
      ['a', (id) => setStatus(reviewer, id, 'rejected', { rejection_reason: 'no' })],
      [
        'b',
        (id) => reviewer.post('/artifacts/decisions', { version_id: id, action: 'reject', reason: 'no' }),
      ],
      [
        'c',
        (id) =>
          reviewer.post('/items/artifact_approvals', {
            artifact_version_id: id,
            action: 'reject',
            reason: 'no',
          }),
      ],
    ];
    for (const [schema_key, decide] of reject) {
      const { id } = await recordVersion(agent, { project_id, schema_key, value: 1 });
      expect((await decide(id)).status).toBe(200);
      expect(await heardOf(id, 2), schema_key).toContain('artifact_versions items.update: # rejected');
      const updates = await instance
        .knex('directus_activity')
        .where({ collection: 'artifact_versions', item: id, action: 'update' });
      expect(updates.length, schema_key).toBeLessThanOrEqual(1);
    }
  });

  test('a revision says what was recorded and decided, and leaves the window of the lineage to the row', async () => {
    const project_id = await createProject(instance);
    const { id } = await recordVersion(agent, { project_id, schema_key: 'logo', value: { size: 1 } });
    expect((await setStatus(reviewer, id, 'approved')).status).toBe(200);
    const admin = as(instance.url, instance.admin.token);
    const filter = JSON.stringify({ collection: { _eq: 'artifact_versions' }, item: { _eq: id } });
    const revisions = expectData(
      await admin.get<{ data?: Record<'data' | 'delta', Record<string, Json>>[] }>(
        `/revisions?sort=id&filter=${encodeURIComponent(filter)}`,
      ),
    );
    expect(revisions.map(({ delta }) => delta['status'])).toEqual(['pending', 'approved']);
    expect(revisions[0]?.data).toMatchObject({ schema_key: 'logo', value: { size: 1 } });
    for (const { data, delta } of revisions) {
      expect(data).not.toHaveProperty('version_lineage');
      expect(delta).not.toHaveProperty('version_lineage');
    }
  });
});
