import { randomUUID } from 'node:crypto';
import type { InputReference } from '../../src/domain/staleness/inputs.js';
import type { Json, Key, Project, Version } from '../../src/domain/words.js';
import { as } from './api.js';
import type { Api, Reply, Upload } from './api.js';
import type { Instance } from './instance.js';

/** Makes a project of its own for a test and returns its id. Only an administrator may create one. */
export async function createProject(instance: Instance, fields: Record<string, Json> = {}): Promise<Key> {
  return createRow(instance, 'projects', { title: `Project ${randomUUID().slice(0, 8)}`, ...fields });
}

/** Makes a task of a project and returns its id. */
export async function createTask(
  instance: Instance,
  projectId: Key,
  fields: Record<string, Json> = {},
): Promise<Key> {
  const task = { title: 'Design it', status: 'in_progress', execution_type: 'ai' };
  return createRow(instance, 'tasks', { project_id: projectId, ...task, ...fields });
}

/** Uploads a file as the agent and returns its id. Every call makes different bytes unless some are given. */
export async function uploadFile(
  instance: Instance,
  bytes: Upload['bytes'] = `file ${randomUUID()}`,
  name = 'note.txt',
  type = 'text/plain',
): Promise<string> {
  return as(instance.url, instance.agent.token).upload({ bytes, name, type });
}

/** What POST /artifacts/versions takes. */
export interface VersionInput {
  project_id: Key;
  schema_key: string;
  value?: Json;
  files?: string[];
  primary_file_id?: string;
  source_task_id?: Key;
  execution_id?: Key;
  change_origin?: string;
  parent_id?: string;
  parent_hash?: string;
  allow_orphan?: boolean;
  summary?: string;
  callback_url?: string;
  inputs?: InputReference[];
}

/** Records a version through the endpoint and returns it; throws when it is refused. */
export async function recordVersion(api: Api, input: VersionInput): Promise<Version> {
  return expectData(await api.post<{ data?: Version }>('/artifacts/versions', input));
}

/** A pending version of its own project and task, recorded by the agent. */
export async function pendingVersion(
  instance: Instance,
  input: Partial<VersionInput> = {},
): Promise<{ projectId: Key; taskId: Key; version: Version }> {
  const projectId = input.project_id ?? (await createProject(instance));
  const taskId = input.source_task_id ?? (await createTask(instance, projectId));
  const version = await recordVersion(as(instance.url, instance.agent.token), {
    schema_key: 'brand.logo',
    value: { format: 'PNG' },
    ...input,
    project_id: projectId,
    source_task_id: taskId,
  });
  return { projectId, taskId, version };
}

/** Decides by PATCH on the status, as the Studio does. */
export function setStatus(
  api: Api,
  versionId: string,
  status: string,
  more: Record<string, Json> = {},
): Promise<Reply> {
  return api.patch(`/items/artifact_versions/${versionId}`, { status, ...more });
}

/** Sets a task to done, which promotes its approved versions. */
export function finishTask(api: Api, taskId: Key): Promise<Reply> {
  return api.patch(`/items/tasks/${taskId}`, { status: 'done' });
}

/** One row over REST, as an administrator sees it. */
export async function readVersion(instance: Instance, id: string): Promise<Version> {
  const admin = as(instance.url, instance.admin.token);
  return expectData(await admin.get<{ data?: Version }>(`/items/artifact_versions/${id}`));
}

export async function readProject(instance: Instance, id: Key): Promise<Project> {
  const admin = as(instance.url, instance.admin.token);
  return expectData(await admin.get<{ data?: Project }>(`/items/projects/${id}`));
}

/** Unwraps a reply that must have succeeded. */
export function expectData<T>(reply: Reply<{ data?: T }>): T {
  if (reply.status >= 300 || reply.body.data === undefined)
    throw new Error(`Expected success, got ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body.data;
}

async function createRow(instance: Instance, collection: string, fields: Record<string, Json>): Promise<Key> {
  const admin = as(instance.url, instance.admin.token);
  const row = await admin.post<{ data?: { id: Key } }>(`/items/${collection}`, fields);
  return expectData(row).id;
}
