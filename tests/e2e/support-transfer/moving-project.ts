import { expectData, createTask, finishTask, uploadFile } from '../../helpers/sample.js';
import type { OwnInstance } from '../../helpers/instance.js';
import type { Key, Version } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import { freeze, lift } from '../support-freezes/routes.js';
import { oldProject } from '../support-archive/old-project.js';
import type { OldProject } from '../support-archive/old-project.js';

/** A project with one of everything that an archive must carry. */
export interface MovingProject extends OldProject {
  id: Key;
  taskId: Key;
  /** Two files, one of them primary; of a task, promoted when that was done. */
  poster: Version;
  /** Was live, and was revoked. */
  revoked: Version;
  files: string[];
}

export async function movingProject(instance: OwnInstance): Promise<MovingProject> {
  const old = await oldProject(instance);
  const { project } = old;
  const { project_id: id, admin } = project;
  const taskId = await createTask(instance, id, { description: 'Ümläute' });
  const execution = expectData(
    await admin.post<{ data?: { id: Key } }>('/items/task_executions', {
      task_id: taskId,
      status: 'done',
      started_at: '2026-01-31T09:30:00.123Z',
      metadata: { model: 'x', b: [1, 2.5] },
    }),
  );
  const files = [
    await uploadFile(instance, 'first bytes', 'eins ä.txt'),
    await uploadFile(
      instance,
      Uint8Array.from({ length: 70_000 }, (_, index) => index % 251),
      'zwei.bin',
    ),
  ];
  const poster = await project.record(
    'posters.main',
    { size: 'A1' },
    {
      files,
      primary_file_id: files[1]!,
      source_task_id: taskId,
      execution_id: execution.id,
      summary: 'With files',
    },
  );
  await admin.post('/items/task_artifacts', { task_id: taskId, artifact_version_id: poster.id, sort: 1 });
  await project.decide({
    version_id: poster.id,
    action: 'request_changes',
    reason: 'Larger',
    feedback: { zoom: 2 },
  });
  await project.approve(poster);
  await finishTask(admin, taskId);
  const revoked = await project.record('brand.slogan', { text: 'Hello' });
  await project.approve(revoked);
  await project.decide({ version_id: revoked.id, action: 'revoke', reason: 'Rights' });
  const later = await project.record('brand.later', { text: 'Soon' });
  const promote_at = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
  await project.decide({ version_id: later.id, action: 'approve', promote_at, reason: 'The fair opens' });
  const [lifted] = [await freeze(project, 'posters'), await freeze(project, 'brand', { until: promote_at })];
  await lift(project, lifted.id, { reason: 'Printed' });
  const inputs = [
    { schema_key: 'posters.main', version_id: poster.id },
    { schema_key: 'brand.slogan', version_id: revoked.id },
  ];
  const open = await project.record('brand.font', { name: 'Inter' }, { inputs });
  await project.decide({ version_id: open.id, action: 'request_changes', reason: 'Another one' });
  await admin.post('/items/documents', {
    title: 'The poster',
    project_id: id,
    file_id: files[0],
    source_task_id: taskId,
    artifact_version_id: poster.id,
    status: 'published',
    category: 'posters',
  });
  return { ...old, id, taskId, poster, revoked, files };
}

/** What clients are told of a project: equal answers, an equal project. */
export async function answersAbout(instance: OwnInstance, id: Key, versions: Version[]): Promise<object> {
  const admin = as(instance.url, instance.admin.token);
  const paths = [
    `/artifacts/projects/${id}/context`,
    `/artifacts/projects/${id}/context?at=1`,
    `/artifacts/projects/${id}/context?at=2`,
    `/artifacts/projects/${id}/history?limit=100`,
    `/artifacts/projects/${id}/audit/verify`,
    `/artifacts/projects/${id}/feedback`,
    `/artifacts/projects/${id}/stale`,
    `/artifacts/versions/${versions[0]?.id}/inputs`,
    `/artifacts/projects/${id}/freezes?all=true`,
    ...[...new Set(versions.map(({ schema_key }) => schema_key))].map(
      (key) => `/artifacts/lineage?project_id=${id}&schema_key=${key}`,
    ),
    ...versions.map(({ id: version }) => `/artifacts/versions/${version}/lineage`),
    `/items/tasks?filter[project_id][_eq]=${id}&fields=*,artifacts.artifact_version_id`,
    `/items/artifact_versions?filter[project_id][_eq]=${id}&sort=id&fields=*,files.id,files.sort,files.directus_files_id`,
    `/items/documents?filter[project_id][_eq]=${id}`,
    `/items/projects/${id}?fields=id,title,status,context,context_version`,
  ];
  const answers = await Promise.all(paths.map(async (path) => [path, (await admin.get(path)).body] as const));
  return Object.fromEntries(answers);
}

/** Where the bytes of a file come from for a client. */
export async function bytesOf(instance: OwnInstance, file: string): Promise<Buffer> {
  const response = await fetch(`${instance.url}/assets/${file}?access_token=${instance.admin.token}`);
  if (response.status !== 200) throw new Error(`File ${file}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
