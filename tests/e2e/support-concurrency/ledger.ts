import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { Json, JsonObject, Key } from '../../../src/domain/words.js';
import type { Instance } from '../../helpers/instance.js';

/** A version as its row is, JSON parsed. Named here once more: the checks must not share code with the system. */
export interface VersionRow {
  id: string;
  schema_key: string;
  version_number: number;
  status: string;
  value: Json;
  primary_file_id: string | null;
  source_task_id: Key | null;
  content_hash: string | null;
  parent_id: string | null;
  parent_hash: string | null;
  version_lineage: string[] | null;
  promoted_context_version: number | null;
  retired_context_version: number | null;
}

export interface EntryRow {
  [column: string]: Json;
  id: string;
  artifact_version_id: string;
  action: string;
  content_hash: string | null;
  context_version: number | null;
  sequence: number;
  previous_entry_hash: string | null;
  entry_hash: string;
}

interface LinkRow {
  id: string;
  artifact_version_id: string;
  directus_files_id: string;
  sort: number | null;
}

/** All that the database holds about one project, read by SQL of our own. */
export interface Ledger {
  contextVersion: number;
  context: JsonObject | null;
  versions: VersionRow[];
  entries: EntryRow[];
  links: LinkRow[];
  /** SHA-256 of the bytes of every file that the versions have, as the server sends them now. */
  digests: Map<string, string>;
}

export async function readLedger(instance: Instance, projectId: Key): Promise<Ledger> {
  const { knex } = instance;
  const project: Row = await knex('projects').where({ id: projectId }).first();
  const versions: Row[] = await knex('artifact_versions').where({ project_id: projectId });
  const entries: Row[] = await knex('artifact_approvals')
    .where({ project_id: projectId })
    .orderBy('sequence');
  const ids = versions.map((version) => version['id'] as string);
  const links = await linksOf(knex, ids);
  const files = [
    ...links.map((link) => link.directus_files_id),
    ...versions.flatMap((version) => (version['primary_file_id'] as string | null) ?? []),
  ];
  return {
    contextVersion: project['context_version'] as number,
    context: parse(project['context']) as JsonObject | null,
    versions: versions.map((row) => ({
      ...(row as unknown as VersionRow),
      value: parse(row['value']),
      version_lineage: parse(row['version_lineage']) as string[] | null,
    })),
    entries: entries.map((row) => ({
      ...(row as unknown as EntryRow),
      feedback: parse(row['feedback']),
      date_created: new Date(row['date_created'] as string | number).toISOString(),
    })),
    links,
    digests: await digestFiles(instance, [...new Set(files)]),
  };
}

type Row = Record<string, unknown>;

async function linksOf(knex: Knex, versionIds: string[]): Promise<LinkRow[]> {
  const links: LinkRow[] = [];
  for (let start = 0; start < versionIds.length; start += 500) {
    const some = versionIds.slice(start, start + 500);
    links.push(...((await knex('artifact_files').whereIn('artifact_version_id', some)) as LinkRow[]));
  }
  return links;
}

/** The driver of PostgreSQL has parsed JSON already, the one of SQLite gives its text. */
function parse(value: unknown): Json {
  return typeof value === 'string' ? (JSON.parse(value) as Json) : (value as Json);
}

async function digestFiles(instance: Instance, ids: string[]): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const id of ids) {
    const headers = { Authorization: `Bearer ${instance.admin.token}` };
    const response = await fetch(`${instance.url}/assets/${id}`, { headers });
    if (response.status !== 200) throw new Error(`The bytes of ${id}: ${response.status}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    digests.set(id, createHash('sha256').update(bytes).digest('hex'));
  }
  return digests;
}
