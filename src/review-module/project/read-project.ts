import type { Client } from '../../app/registry/client.js';
import { Refused } from '../../app/registry/client.js';
import type { StoredFile } from '../../app/registry/rows.js';
import type { Completeness } from '../../domain/context-schema/words.js';
import type { ApprovalEntry, Json, JsonObject, Key } from '../../domain/words.js';
import { type ContextChangeRow, type KeyChange, readChange } from './changes.js';
import { type Reach, reachOf } from './view.js';

/** A project, and which of its context versions can be read. */
export interface ProjectHead {
  id: Key;
  title: string | null;
  /** Of its context, now. */
  version: number;
  reach: Reach;
}

/** The project of a page. @throws Refused */
export async function readProjectHead(client: Client, id: string): Promise<ProjectHead> {
  const [project, [first]] = await Promise.all([
    client.get<{ id: Key; title?: string | null; context_version: number | null }>(
      `/items/projects/${encodeURIComponent(id)}`,
      { fields: 'id,title,context_version' },
    ),
    client.get<Pick<ApprovalEntry, 'context_version'>[]>('/items/artifact_approvals', {
      fields: 'context_version',
      filter: { _and: [{ project_id: { _eq: id } }, { context_version: { _nnull: true } }] },
      sort: 'sequence',
      limit: 1,
    }),
  ]);
  const version = project.context_version ?? 0;
  return {
    id: project.id,
    title: project.title ?? null,
    version,
    reach: reachOf(first?.context_version ?? null, version),
  };
}

/** What made a context version: an entry of the audit log. */
export interface Step extends Pick<ApprovalEntry, 'id' | 'action' | 'actor_id' | 'date_created'> {
  artifact_version_id: { id: string; schema_key: string; version_number: number } | null;
}

/** Entries that one context version may come from and that are still shown one by one. */
const MAX_STEPS = 50;

/** What made this context version; empty for 0. @throws Refused */
export async function readSteps(client: Client, projectId: Key, version: number): Promise<Step[]> {
  if (version === 0) return [];
  const version_ = 'artifact_version_id';
  return client.get<Step[]>('/items/artifact_approvals', {
    fields: `id,action,actor_id,date_created,${version_}.id,${version_}.schema_key,${version_}.version_number`,
    filter: { _and: [{ project_id: { _eq: projectId } }, { context_version: { _eq: version } }] },
    sort: 'sequence',
    limit: MAX_STEPS,
  });
}

/** The context of a project as it stood at a version. @throws Refused */
export function readContext(client: Client, projectId: Key, at: number): Promise<JsonObject> {
  return client.get<JsonObject>(`/artifacts/projects/${encodeURIComponent(projectId)}/context`, { at });
}

/** What is different between two context versions. @throws Refused */
export async function readChanges(
  client: Client,
  projectId: Key,
  { from, to }: { from: number; to: number },
): Promise<KeyChange[]> {
  const path = `/artifacts/projects/${encodeURIComponent(projectId)}/context/diff`;
  const { changes } = await client.get<{ changes: ContextChangeRow[] }>(path, { from, to });
  return changes.map(readChange);
}

export type ShownFile = Pick<StoredFile, 'id' | 'type' | 'filename_download'>;

/** Ids that fit into one address. */
const FILES_AT_ONCE = 100;

/** What the thumbnails of these files need; empty for somebody who may not read files. */
export async function readFiles(client: Client, ids: readonly string[]): Promise<Map<string, ShownFile>> {
  const found = new Map<string, ShownFile>();
  try {
    for (let at = 0; at < ids.length; at += FILES_AT_ONCE) {
      const files = await client.get<ShownFile[]>('/files', {
        fields: 'id,type,filename_download',
        filter: { id: { _in: ids.slice(at, at + FILES_AT_ONCE) } },
        limit: FILES_AT_ONCE,
      });
      for (const file of files) found.set(file.id, file);
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  return found;
}

/** Where the stored context is not what its versions say. */
export interface Drift {
  drift: boolean;
  differences: { schema_key: string; expected: Json; actual: Json }[];
  repaired: boolean;
}

/** Compares the stored context with its versions, and writes what they say if asked to. @throws Refused */
export function verifyContext(client: Client, projectId: Key, repair: boolean): Promise<Drift> {
  const path = `/artifacts/projects/${encodeURIComponent(projectId)}/context/verify`;
  return client.post<Drift>(path, repair ? { repair } : {});
}

/** What the schema of a project asks for, and how far each of it is. @throws Refused */
export function readCompleteness(client: Client, projectId: Key): Promise<Completeness> {
  return client.get<Completeness>(`/artifacts/projects/${encodeURIComponent(projectId)}/completeness`);
}
