import { createItem, readItem, readItems, updateItem } from '@directus/sdk';
import { upload } from './upload.js';

/** @typedef {import('../../cli/lib/policies.js').Client} Client */
/** @typedef {import('./upload.js').NamedFile} NamedFile */
/** @typedef {import('../../src/domain/words.js').Json} Json */
/** @typedef {import('../../src/domain/words.js').JsonObject} JsonObject */
/** @typedef {import('../../src/domain/words.js').Key} Key */

/**
 * @typedef {object} Output  what one run of a task brings forth
 * @property {JsonObject} metadata
 * @property {NamedFile[]} files  the first is the primary one
 */

/** @typedef {(line: string) => void} Say  tells the audience what has just happened */

/**
 * Step 1, as a workflow does it: read the context, upload, record one version with its files, ask for review.
 * It counts versions in its own way, as the first workflows did; the server's numbers win.
 * @param {Client} agent
 * @param {{ projectId: Key, taskId: Key, schemaKey: string, output: Output }} run
 * @param {Say} say
 * @returns {Promise<string>} id of the version
 */
export async function executeTask(agent, { projectId, taskId, schemaKey, output }, say) {
  const { context_version } = await readContext(agent, projectId);
  say(`reads the context, version ${context_version}`);
  const execution = await agent.request(
    createItem('task_executions', { task_id: taskId, status: 'completed', metadata: { model: 'demo' } }),
  );
  const fileIds = [];
  for (const file of output.files) {
    fileIds.push(await upload(agent, file));
    say(`uploads ${file.name}, ${file.bytes.length} bytes`);
  }
  const version = await agent.request(
    createItem('artifact_versions', {
      project_id: projectId,
      schema_key: schemaKey,
      status: 'pending',
      primary_file_id: fileIds[0] ?? null,
      value: output.metadata,
      source_task_id: taskId,
      execution_id: execution.id,
      version_number: 1,
    }),
  );
  say(`records a version of ${schemaKey}: ${version.id}`);
  for (const [index, fileId] of fileIds.entries())
    await agent.request(
      createItem('artifact_files', {
        artifact_version_id: version.id,
        directus_files_id: fileId,
        sort: index + 1,
      }),
    );
  await agent.request(
    createItem('task_artifacts', { task_id: taskId, artifact_version_id: version.id, sort: 1 }),
  );
  await agent.request(updateItem('tasks', taskId, { status: 'needs_review' }));
  say('links files and task, asks for review');
  return version.id;
}

/**
 * Step 2, as a person in the Studio does it: approve, say why, set the task to done. Step 3, the promotion,
 * happens on the server while the last of these answers.
 * @param {Client} reviewer
 * @param {{ projectId: Key, taskId: Key, versionId: string, reviewerId: string, reason: string }} review
 * @param {Say} say
 */
export async function approve(reviewer, { projectId, taskId, versionId, reviewerId, reason }, say) {
  await reviewer.request(
    updateItem('artifact_versions', versionId, {
      status: 'approved',
      approved_at: new Date().toISOString(),
      approved_by: reviewerId,
    }),
  );
  say('approves the version');
  await reviewer.request(
    createItem('artifact_approvals', {
      artifact_version_id: versionId,
      project_id: projectId,
      task_id: taskId,
      action: 'approve',
      actor_id: reviewerId,
      actor_type: 'human',
      reason,
    }),
  );
  say(`says why: "${reason}"`);
  await reviewer.request(updateItem('tasks', taskId, { status: 'done' }));
  say('sets the task to done');
}

/**
 * @param {Client} client
 * @param {Key} projectId
 */
export async function readContext(client, projectId) {
  return client.request(readItem('projects', projectId, { fields: ['id', 'context', 'context_version'] }));
}

/**
 * Ids of a version's files in their order, through the junction.
 * @param {Client} client
 * @param {string} versionId
 */
export async function readFileIds(client, versionId) {
  const links = await client.request(
    readItems('artifact_files', {
      filter: { artifact_version_id: { _eq: versionId } },
      fields: ['directus_files_id'],
      sort: ['sort'],
    }),
  );
  return links.map((link) => link.directus_files_id);
}
