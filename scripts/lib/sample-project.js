import { createItem, customEndpoint, readItem, readItems, updateItem } from '@directus/sdk';
import { connect } from './client.js';
import { SAMPLE_ARTIFACTS, SAMPLE_SCHEMA } from './sample-artifacts.js';
import { upload } from './upload.js';

/** @typedef {import('../../cli/lib/policies.js').Client} Client */
/** @typedef {import('../../src/domain/words.js').Key} Key */

/** @typedef {import('./sample-artifacts.js').SampleArtifact} SampleArtifact */

const TITLE = 'Northwind rebrand';

/**
 * Adds a project of a design agency: one approved, live logo and four versions of different kinds that wait for
 * review. Run again, it completes what an interrupted run left out and touches nothing that was decided since.
 * @param {string} url
 * @param {import('./credentials.js').Credentials} credentials
 */
export async function seedSampleProject(url, credentials) {
  const admin = connect(url, credentials.admin.token);
  const agent = connect(url, credentials.agent.token);
  const reviewer = connect(url, credentials.reviewer.token);
  const projectId = await ensureProject(admin);
  if (await isSeeded(admin, projectId)) return;
  for (const artifact of SAMPLE_ARTIFACTS) {
    const taskId = await ensureTask(admin, projectId, artifact.task);
    const versionId =
      (await findVersion(agent, projectId, artifact)) ?? (await record(agent, projectId, taskId, artifact));
    await ensureLink(agent, taskId, versionId);
    if (artifact.approved) await ensureApproved(reviewer, taskId, versionId);
    else await agent.request(updateItem('tasks', taskId, { status: 'needs_review' }));
  }
}

/**
 * Whether a run came to its end: the last that it does is to hand in the last task.
 * @param {Client} admin
 * @param {Key} projectId
 */
async function isSeeded(admin, projectId) {
  const title = SAMPLE_ARTIFACTS.at(-1)?.task ?? '';
  const [task] = await admin.request(
    readItems('tasks', {
      filter: { project_id: { _eq: projectId }, title: { _eq: title } },
      fields: ['status'],
      limit: 1,
    }),
  );
  return task !== undefined && task.status !== 'in_progress';
}

/** @param {Client} admin */
async function ensureProject(admin) {
  const [found] = await admin.request(
    readItems('projects', { filter: { title: { _eq: TITLE } }, fields: ['id'], sort: ['id'], limit: 1 }),
  );
  if (found !== undefined) return found.id;
  const project = { title: TITLE, status: 'active', context_schema: SAMPLE_SCHEMA };
  return (await admin.request(createItem('projects', project))).id;
}

/**
 * @param {Client} admin
 * @param {Key} projectId
 * @param {string} title
 */
async function ensureTask(admin, projectId, title) {
  const [found] = await admin.request(
    readItems('tasks', {
      filter: { project_id: { _eq: projectId }, title: { _eq: title } },
      fields: ['id'],
      limit: 1,
    }),
  );
  if (found) return found.id;
  const task = createItem('tasks', {
    project_id: projectId,
    title,
    status: 'in_progress',
    execution_type: 'ai',
  });
  return (await admin.request(task)).id;
}

/**
 * @param {Client} agent
 * @param {Key} projectId
 * @param {SampleArtifact} artifact
 * @returns {Promise<string | null>}
 */
async function findVersion(agent, projectId, { schema_key, summary }) {
  const [found] = await agent.request(
    readItems('artifact_versions', {
      filter: { project_id: { _eq: projectId }, schema_key: { _eq: schema_key }, summary: { _eq: summary } },
      fields: ['id'],
      limit: 1,
    }),
  );
  return found?.id ?? null;
}

/**
 * @param {Client} agent
 * @param {Key} projectId
 * @param {Key} taskId
 * @param {SampleArtifact} artifact
 */
async function record(agent, projectId, taskId, artifact) {
  const { schema_key, summary, value } = artifact;
  const files = [];
  for (const file of await artifact.files()) files.push(await upload(agent, file));
  const body = {
    project_id: projectId,
    schema_key,
    summary,
    value,
    source_task_id: taskId,
    ...(files[0] === undefined ? {} : { files, primary_file_id: files[0] }),
  };
  /** @type {{ id: string }} */
  const version = await agent.request(
    customEndpoint({ path: '/artifacts/versions', method: 'POST', body: JSON.stringify(body) }),
  );
  return version.id;
}

/**
 * @param {Client} agent
 * @param {Key} taskId
 * @param {string} versionId
 */
async function ensureLink(agent, taskId, versionId) {
  const filter = { task_id: { _eq: taskId }, artifact_version_id: { _eq: versionId } };
  const found = await agent.request(readItems('task_artifacts', { filter, fields: ['id'], limit: 1 }));
  if (found.length > 0) return;
  const link = { task_id: taskId, artifact_version_id: versionId, sort: 1 };
  await agent.request(createItem('task_artifacts', link));
}

/**
 * @param {Client} reviewer
 * @param {Key} taskId
 * @param {string} versionId
 */
async function ensureApproved(reviewer, taskId, versionId) {
  const { status } = await reviewer.request(readItem('artifact_versions', versionId, { fields: ['status'] }));
  if (status === 'pending')
    await reviewer.request(updateItem('artifact_versions', versionId, { status: 'approved' }));
  await reviewer.request(updateItem('tasks', taskId, { status: 'done' }));
}
