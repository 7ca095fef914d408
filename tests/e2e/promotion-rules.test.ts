import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedInstance, startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createTask, expectData, finishTask, readProject, setStatus } from '../helpers/sample.js';
import { approving, newProject } from './support-http/new-project.js';
import type { Decided } from './support-http/new-project.js';
import { violationsOf } from './support-invariants/health.js';

describe.each(vendors)('ARTIFACTS_PROMOTE_ON=task_done (the default) on %s', (vendor) => {
  test('a version waits for its task; one without a task, or whose task is done, goes live when approved', async () => {
    const project = await newProject(sharedInstance(vendor));
    const { instance, project_id, record, reviewer, decide } = project;
    const task = await createTask(instance, project_id);
    const waiting = { source_task_id: task };
    const live = async (): Promise<string[]> =>
      Object.keys((await readProject(instance, project_id)).context ?? {})
        .filter((key) => key !== '_meta')
        .sort();

    expectData(await setStatus(reviewer, (await record('early', 1, waiting)).id, 'approved'));
    expect(await live()).toEqual([]);
    expectData(await setStatus(reviewer, (await record('alone', 1)).id, 'approved'));
    expect(await live()).toEqual(['alone']);
    // Left behind by an approval that comes after "done" only if somebody forgot it.
    const late = await record('late', 1, waiting);
    expectData(await finishTask(reviewer, task));
    expect(await live()).toEqual(['alone', 'early']);
    const decided = await decide<Decided>(approving(late));
    expect(decided.promotion).toMatchObject({ context_version: 3, promoted: [{ schema_key: 'late' }] });
    expect(await live()).toEqual(['alone', 'early', 'late']);

    // A task that is done together with others promotes as one bump for each project.
    const [one, two] = [await createTask(instance, project_id), await createTask(instance, project_id)];
    await project.approve(
      await record('one', 1, { source_task_id: one }),
      await record('two', 1, { source_task_id: two }),
    );
    const done = await reviewer.patch('/items/tasks', { keys: [one, two], data: { status: 'done' } });
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    expect(await live()).toEqual(['alone', 'early', 'late', 'one', 'two']);
    expect((await readProject(instance, project_id)).context_version).toBe(4);
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });
});

describe.each(vendors)('other promotion rules on %s', (vendor) => {
  let onApproval: OwnInstance;
  let manual: OwnInstance;

  beforeAll(async () => {
    onApproval = await startInstance({
      vendor,
      env: { ARTIFACTS_PROMOTE_ON: 'approval', ARTIFACTS_CREATE_DOCUMENTS: 'brand.*,deliverables.**' },
    });
    manual = await startInstance({ vendor, env: { ARTIFACTS_PROMOTE_ON: 'manual' } });
  });

  afterAll(async () => {
    await onApproval.stop();
    await manual.stop();
  });

  test('approval: every way of approving makes live at once, whatever the task says', async () => {
    const { instance, project_id, record, reviewer } = await newProject(onApproval);
    const source_task_id = await createTask(instance, project_id);
    const ways: [string, (id: string) => Promise<{ status: number }>][] = [
      ['patched', (id) => setStatus(reviewer, id, 'approved')],
      ['posted', (id) => reviewer.post('/artifacts/decisions', { version_id: id, action: 'approve' })],
      [
        'logged',
        (id) => reviewer.post('/items/artifact_approvals', { artifact_version_id: id, action: 'approve' }),
      ],
    ];
    for (const [index, [key, approve]] of ways.entries()) {
      const { id } = await record(key, index, { source_task_id });
      expect((await approve(id)).status).toBe(200);
      const { context, context_version } = await readProject(instance, project_id);
      expect(context_version).toBe(index + 1);
      expect(context?.[key]).toMatchObject({ artifact_version_id: id });
    }
    expectData(await finishTask(reviewer, source_task_id));
    expect((await readProject(instance, project_id)).context_version).toBe(3);
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('approval: documents for the keys that the setting names are made in the same moment', async () => {
    const { instance, project_id, record, decide } = await newProject(onApproval);
    const versions = [
      await record('brand.logo'),
      await record('brand.print.logo'),
      await record('deliverables'),
      await record('other.brand.x'),
    ];
    const decided = await decide(versions.map((version) => approving(version)));
    expect(decided[0]?.promotion?.documents.map(({ schema_key }) => schema_key).sort()).toEqual([
      'brand.logo',
      'deliverables',
    ]);
    const rows = await instance
      .knex('documents')
      .select('category', 'artifact_version_id')
      .where({ project_id })
      .orderBy('category');
    expect(rows).toEqual([
      { category: 'brand', artifact_version_id: versions[0]!.id },
      { category: 'deliverables', artifact_version_id: versions[2]!.id },
    ]);
  });

  test('manual: neither approving nor a finished task makes live, only asking for it does', async () => {
    const { instance, project_id, record, reviewer, promote } = await newProject(manual);
    const source_task_id = await createTask(instance, project_id);
    const [alone, waiting] = [await record('alone'), await record('waiting', 1, { source_task_id })];
    expectData(await setStatus(reviewer, alone.id, 'approved'));
    expectData(await reviewer.post('/artifacts/decisions', { version_id: waiting.id, action: 'approve' }));
    expectData(await finishTask(reviewer, source_task_id));
    expect(await readProject(instance, project_id)).toMatchObject({ context: null, context_version: 0 });
    expect((await promote({ task_id: source_task_id })).promoted.map(({ schema_key }) => schema_key)).toEqual(
      ['waiting'],
    );
    expect((await promote({ project_id })).promoted.map(({ schema_key }) => schema_key)).toEqual(['alone']);
    expect((await readProject(instance, project_id)).context_version).toBe(2);
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('health says which rules this server follows', async () => {
    for (const [instance, settings] of [
      [onApproval, { promote_on: 'approval', create_documents: ['brand.*', 'deliverables.**'] }],
      [manual, { promote_on: 'manual', create_documents: 'off' }],
    ] as const) {
      const { agent } = await newProject(instance);
      expect((await agent.get('/artifacts/health')).body.data).toMatchObject({ status: 'ok', settings });
    }
  });
});
