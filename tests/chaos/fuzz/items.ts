import type { Schema } from './from-schema.js';

const text: Schema = { type: 'string' };
const json: Schema = { $ref: '#/components/schemas/Json' };
const whole: Schema = { type: 'integer' };
const one = (...choices: string[]): Schema => ({ enum: choices });
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  ...{ type: 'object', properties, required },
});
const links = (field: string): Schema => ({
  anyOf: [
    { type: 'array', items: { anyOf: [object({ [field]: text, sort: whole }, [field]), text] } },
    object({
      create: { type: 'array', items: object({ [field]: text }) },
      update: { type: 'array', items: object({ id: text, [field]: text }) },
      delete: { type: 'array', items: text },
    }),
  ],
});

/** What clients write to Directus' own routes, collection by collection, as far as it concerns the registry. */
export const COLLECTIONS: Record<string, Schema> = {
  artifact_versions: object(
    {
      project_id: text,
      schema_key: text,
      status: one('pending', 'approved', 'rejected', 'superseded'),
      rejection_reason: text,
      value: json,
      primary_file_id: text,
      files: links('directus_files_id'),
      source_task_id: text,
      execution_id: text,
      parent_id: text,
      parent_hash: text,
      change_origin: one('deployment', 'sync', 'local_modification'),
      summary: text,
      callback_url: text,
      version_number: whole,
      content_hash: text,
      approvals: links('artifact_version_id'),
    },
    ['project_id', 'schema_key'],
  ),
  artifact_approvals: object(
    {
      artifact_version_id: text,
      action: one('approve', 'reject', 'supersede', 'request_changes', 'revoke', 'promote'),
      reason: text,
      feedback: json,
      actor_type: one('human', 'ai', 'system', 'rule'),
      sequence: whole,
      project_id: text,
    },
    ['artifact_version_id', 'action'],
  ),
  projects: object({
    title: text,
    status: text,
    context: json,
    context_version: whole,
    context_schema: json,
  }),
  tasks: object({
    title: text,
    project_id: text,
    status: one('new', 'in_progress', 'needs_review', 'done', 'rejected'),
    execution_type: one('ai', 'human', 'hybrid'),
    artifacts: links('artifact_version_id'),
  }),
  artifact_files: object({ artifact_version_id: text, directus_files_id: text, sort: whole }),
  task_artifacts: object({ task_id: text, artifact_version_id: text, sort: whole }),
};
