import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Key } from '../../src/domain/words.js';
import { sharedInstance, startInstance, vendors } from '../helpers/instance.js';
import type { Instance, OwnInstance } from '../helpers/instance.js';
import { createTask, expectData, finishTask, readProject, uploadFile } from '../helpers/sample.js';
import { approving, newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';
import { violationsOf } from './support-invariants/health.js';

interface Document {
  id: Key;
  title: string;
  project_id: Key;
  file_id: string | null;
  source_task_id: Key | null;
  artifact_version_id: string;
  status: string;
  category: string;
}

/** A project with approved versions of one unfinished task: a logo with files, a palette, a card. */
async function waitingProject(instance: Instance) {
  const project = await newProject(instance);
  const task = await createTask(instance, project.project_id);
  const files = [await uploadFile(instance), await uploadFile(instance)];
  const versions = [
    await project.record('brand.logo', 1, { source_task_id: task, files }),
    await project.record('brand.colors', 2, { source_task_id: task }),
    await project.record('deliverables.card', 3, { source_task_id: task }),
  ];
  await project.approve(...versions);
  const documents = async (): Promise<Document[]> =>
    instance.knex('documents').where({ project_id: project.project_id }).orderBy('title');
  return { ...project, task, files, versions, documents };
}

describe.each(vendors)('documents of promoted versions on %s', (vendor) => {
  test('create_documents: true makes one for each, with title, category, file, task and version', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, admin, task, files, versions, promote, documents } = await waitingProject(instance);
    expectData(await admin.patch(`/items/projects/${String(project_id)}`, { title: 'Northwind' }));
    const { documents: answered } = await promote({ task_id: task, create_documents: true });
    const [logo, colors, card] = versions;
    const common = { project_id, source_task_id: task, status: 'approved' };
    const rows = await documents();
    expect(rows).toMatchObject([
      {
        ...common,
        title: 'Northwind - brand.colors',
        category: 'brand',
        file_id: null,
        artifact_version_id: colors!.id,
      },
      {
        ...common,
        title: 'Northwind - brand.logo',
        category: 'brand',
        file_id: files[0],
        artifact_version_id: logo!.id,
      },
      {
        ...common,
        title: 'Northwind - deliverables.card',
        category: 'deliverables',
        artifact_version_id: card!.id,
      },
    ]);
    expect(answered).toEqual(
      rows.map((row) => ({
        id: row.id,
        version_id: row.artifact_version_id,
        schema_key: row.title.split(' - ')[1],
      })),
    );
  });

  test('create_documents names keys by patterns, or none', async () => {
    const instance = sharedInstance(vendor);
    const named = await waitingProject(instance);
    await named.promote({ task_id: named.task, create_documents: ['*.logo', 'deliverables.**'] });
    expect((await named.documents()).map(({ artifact_version_id }) => artifact_version_id).sort()).toEqual(
      [named.versions[0]!.id, named.versions[2]!.id].sort(),
    );
    const none = await waitingProject(instance);
    await none.promote({ task_id: none.task, create_documents: false });
    expect(await none.documents()).toEqual([]);
    expect(refusal(await none.tryToPromote({ task_id: none.task, create_documents: 'all' }))).toMatchObject({
      status: 400,
      field: 'create_documents',
    });
  });

  test('by default neither a finished task nor a promotion makes any', async () => {
    const instance = sharedInstance(vendor);
    const [finished, promoted] = [await waitingProject(instance), await waitingProject(instance)];
    expectData(await finishTask(finished.reviewer, finished.task));
    await promoted.promote({ task_id: promoted.task });
    expect(await finished.documents()).toEqual([]);
    expect(await promoted.documents()).toEqual([]);
  });

  test('what was refused or rehearsed leaves no document behind', async () => {
    const { task, tryToPromote, documents } = await waitingProject(sharedInstance(vendor));
    const wanted = { task_id: task, create_documents: true };
    expect((await tryToPromote({ ...wanted, if_match: 5 })).status).toBe(409);
    expect((await tryToPromote({ ...wanted, dry_run: true })).status).toBe(200);
    expect(await documents()).toEqual([]);
  });
});

describe.each(vendors)('ARTIFACTS_CREATE_DOCUMENTS=all on %s', (vendor) => {
  let instance: OwnInstance;

  beforeAll(async () => {
    instance = await startInstance({ vendor, env: { ARTIFACTS_CREATE_DOCUMENTS: 'all' } });
  });

  afterAll(async () => {
    await instance.stop();
  });

  test('a finished task makes a document of every version it brings live, though a reviewer may write none', async () => {
    const { reviewer, task, versions, documents, project_id } = await waitingProject(instance);
    expect((await reviewer.post('/items/documents', { title: 'Mine' })).status).toBe(403);
    expectData(await finishTask(reviewer, task));
    expect((await documents()).map(({ artifact_version_id }) => artifact_version_id).sort()).toEqual(
      versions.map(({ id }) => id).sort(),
    );
    expect((await documents()).map(({ category }) => category)).toEqual(['brand', 'brand', 'deliverables']);
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('never a second one: not by finishing or promoting again, nor by promoting something newer', async () => {
    const { reviewer, task, versions, documents, promote, project_id, record, decide } =
      await waitingProject(instance);
    expectData(await finishTask(reviewer, task));
    expectData(await reviewer.patch(`/items/tasks/${String(task)}`, { status: 'in_progress' }));
    expectData(await finishTask(reviewer, task));
    for (const scope of [{ task_id: task }, { project_id }, { version_ids: versions.map(({ id }) => id) }]) {
      expect((await promote({ ...scope, create_documents: true })).documents).toEqual([]);
    }
    expect(await documents()).toHaveLength(3);

    await decide({ version_id: versions[0]!.id, action: 'revoke', reason: 'Again' });
    const again = await record('brand.logo', 1, { parent_id: versions[0]!.id });
    const [decided] = await decide([approving(again)]);
    expect(decided?.promotion?.documents).toHaveLength(1);
    const rows = await documents();
    expect(rows.map(({ artifact_version_id }) => artifact_version_id).sort()).toEqual(
      [...versions, again].map(({ id }) => id).sort(),
    );
    expect((await readProject(instance, project_id)).context_version).toBe(3);
  });

  test('a document that somebody made by hand for a version counts', async () => {
    const { admin, reviewer, task, versions, documents, project_id } = await waitingProject(instance);
    expectData(
      await admin.post('/items/documents', {
        title: 'By hand',
        project_id,
        artifact_version_id: versions[1]!.id,
      }),
    );
    expectData(await finishTask(reviewer, task));
    const titles = (await documents()).map(({ title, artifact_version_id }) => [title, artifact_version_id]);
    expect(titles).toHaveLength(3);
    expect(titles).toContainEqual(['By hand', versions[1]!.id]);
  });

  test('the request decides against the setting', async () => {
    const { task, promote, documents } = await waitingProject(instance);
    expect((await promote({ task_id: task, create_documents: false })).documents).toEqual([]);
    expect(await documents()).toEqual([]);
  });
});
