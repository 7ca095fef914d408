import { createItem, readItem, updateItem, uploadFiles } from '@directus/sdk';
import { connect } from '../../../scripts/lib/client.js';
import type { JsonObject, Key } from '../../../src/domain/words.js';
import type { Instance } from '../../helpers/instance.js';
import { createTask } from '../../helpers/sample.js';

/*
 * The seed's own three steps, statement by statement. Nothing is changed but what their age asks for: the functions of
 * today's SDK for `items(…).createOne` and its like, a form for the upload, and the key as a parameter.
 */

interface Output {
  blob: Blob;
  metadata: JsonObject;
}

export interface Run {
  project_id: Key;
  task_id: Key;
  execution_id: Key;
  schema_key: string;
  outputs: Output[];
}

export async function stepOne(
  instance: Instance,
  { project_id, task_id, execution_id, schema_key, outputs }: Run,
) {
  const directus = connect(instance.url, instance.agent.token);
  // 1. Read project context
  const project = await directus.request(
    readItem('projects', project_id, { fields: ['id', 'context', 'context_version'] }),
  );

  // 3. Upload files to directus_files
  const fileIds: string[] = [];
  for (const output of outputs) {
    const form = new FormData();
    form.append('file', output.blob, 'logo.png');
    const file = await directus.request(uploadFiles(form));
    fileIds.push(file.id);
  }

  // 4. Create artifact_versions (one per output)
  const versionIds: string[] = [];
  for (let i = 0; i < outputs.length; i++) {
    const version = await directus.request(
      createItem('artifact_versions', {
        project_id: project_id,
        schema_key,
        status: 'pending',
        primary_file_id: fileIds[i]!,
        value: outputs[i]!.metadata,
        source_task_id: task_id,
        execution_id: execution_id,
        version_number: i + 1,
      }),
    );

    // Link file via M2M junction
    await directus.request(
      createItem('artifact_files', {
        artifact_version_id: version.id,
        directus_files_id: fileIds[i]!,
        sort: 1,
      }),
    );

    versionIds.push(version.id);
  }

  // 5. Link artifacts to task via M2M junction
  for (let i = 0; i < versionIds.length; i++) {
    await directus.request(
      createItem('task_artifacts', {
        task_id: task_id,
        artifact_version_id: versionIds[i]!,
        sort: i + 1,
      }),
    );
  }

  // 6. Update task status
  await directus.request(updateItem('tasks', task_id, { status: 'needs_review' }));
  return { project, fileIds, versionIds };
}

export async function stepTwo(
  instance: Instance,
  { project_id, task_id }: Run,
  versionId: string,
): Promise<void> {
  const directus = connect(instance.url, instance.reviewer.token);
  const user_id = instance.reviewer.id;
  // Update artifact_version status
  await directus.request(
    updateItem('artifact_versions', versionId, {
      status: 'approved',
      approved_at: new Date().toISOString(),
      approved_by: user_id,
    }),
  );

  // Create approval record
  await directus.request(
    createItem('artifact_approvals', {
      artifact_version_id: versionId,
      project_id: project_id,
      task_id: task_id,
      action: 'approve',
      actor_id: user_id,
      actor_type: 'human',
      reason: 'Logo meets brand guidelines',
    }),
  );

  // Mark task as done
  await directus.request(updateItem('tasks', task_id, { status: 'done' }));
}

export const output = (bytes: string, metadata: JsonObject): Output => ({
  blob: new Blob([bytes], { type: 'image/png' }),
  metadata,
});

export async function newRun(
  instance: Instance,
  project_id: Key,
  schema_key: string,
  outputs: Output[],
): Promise<Run> {
  const task_id = await createTask(instance, project_id);
  const agent = connect(instance.url, instance.agent.token);
  const { id } = await agent.request(createItem('task_executions', { task_id, status: 'completed' }));
  return { project_id, task_id, execution_id: id, schema_key, outputs };
}

export const metadata = { metadata: { dimensions: '1000x1000', format: 'PNG' } };
