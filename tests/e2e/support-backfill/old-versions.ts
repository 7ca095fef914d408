import { randomUUID } from 'node:crypto';
import type { Json, Key, VersionStatus } from '../../../src/domain/words.js';
import type { Instance } from '../../helpers/instance.js';
import { uploadFile } from '../../helpers/sample.js';
import { behindTheGuards } from '../support-http/behind-the-guards.js';
import { expectedHash } from '../support-http/content-hash.js';

/** A version as a system before this one left it behind. */
export interface OldVersion {
  id: string;
  project_id: Key;
  schema_key: string;
  version_number: number;
  status: VersionStatus;
  value: Json;
  files: OldFile[];
  content_hash?: string;
}

export interface OldFile {
  id: string;
  bytes: string;
}

/** What makes up one old version, besides its number. */
type Content = Partial<Pick<OldVersion, 'status' | 'value' | 'files' | 'content_hash' | 'version_number'>>;

/** A line of old versions, numbered from 1 unless they say otherwise; pending unless they say otherwise. */
export function oldLine(projectId: Key, schemaKey: string, contents: Content[]): OldVersion[] {
  return contents.map((content, index) => ({
    id: randomUUID(),
    project_id: projectId,
    schema_key: schemaKey,
    version_number: index + 1,
    status: 'pending',
    value: { of: schemaKey, number: index + 1 },
    files: [],
    ...content,
  }));
}

/** Statuses as they come about in a line: one is approved, some were rejected, the newest waits. */
export function statusIn(line: { length: number }, index: number): VersionStatus {
  if (index === line.length - 1) return 'pending';
  if (index === line.length - 2) return 'approved';
  return index % 7 === 3 ? 'rejected' : 'superseded';
}

export async function oldFile(instance: Instance): Promise<OldFile> {
  const bytes = `old bytes ${randomUUID()}`;
  return { id: await uploadFile(instance, bytes), bytes };
}

/** Inserts them as they are: decided without entries, which the guards would not let happen. */
export async function insertOldVersions(instance: Instance, versions: OldVersion[]): Promise<void> {
  await behindTheGuards(
    instance,
    async (trx) => {
      const rows = versions.map(({ files, value, ...columns }) => ({
        content_hash: null,
        ...columns,
        value: JSON.stringify(value),
        primary_file_id: files[0]?.id ?? null,
        approved_at: columns.status === 'approved' ? new Date(1_600_000_000_000) : null,
      }));
      await trx.batchInsert('artifact_versions', rows, 25);
    },
    'artifact_versions',
  );
  const links = versions.flatMap(({ id, files }) =>
    files.map((file, sort) => ({
      id: randomUUID(),
      artifact_version_id: id,
      directus_files_id: file.id,
      sort,
    })),
  );
  if (links.length === 0) return;
  await behindTheGuards(
    instance,
    (trx) => trx.batchInsert('artifact_files', links, 25).then(() => undefined),
    'artifact_files',
  );
}

/** What a version says about where it comes from. */
export interface Expected {
  version_number: number;
  content_hash: string;
  parent: number | null;
  parent_hash: string | null;
  version_lineage: string[];
  lineage_depth: number;
  jump: number;
  generation: number;
}

/**
 * What a backfill has to make of a line: each version builds on the one before, but for roots. By a plain walk,
 * and hashes from bytes and values by nothing of the system.
 *
 * @param roots numbers of versions that start anew, because the system has recorded others on them
 */
export function expectedLine(versions: OldVersion[], roots: number[] = []): Expected[] {
  let chain: Expected[] = [];
  return versions.map((version) => {
    const { version_number } = version;
    const files = version.files.map(({ bytes }, index) => ({ bytes, primary: index === 0 }));
    const content_hash = expectedHash(version.value, files);
    if (roots.includes(version_number)) chain = [];
    const parent = chain.at(-1);
    const lineage_depth = chain.length;
    const own: Expected = {
      version_number,
      content_hash,
      parent: parent?.version_number ?? null,
      parent_hash: parent?.content_hash ?? null,
      version_lineage: [],
      lineage_depth,
      jump: version_number,
      generation: lineage_depth + 1,
    };
    chain.push(own);
    const window = chain.slice(-256);
    own.version_lineage = window.map((above) => above.content_hash);
    own.jump = window[0]?.version_number ?? version_number;
    return own;
  });
}

/** What the rows of a line say, with numbers in place of ids. */
export async function readLine(
  { knex }: Instance,
  projectId: Key,
  schemaKey: string,
): Promise<(Expected & { change_origin: string | null })[]> {
  const rows: Record<string, unknown>[] = await knex('artifact_versions')
    .where({ project_id: projectId, schema_key: schemaKey })
    .orderBy('version_number');
  const numbers = new Map(rows.map((row) => [row['id'], row['version_number'] as number]));
  return rows.map((row) => {
    const lineage = row['version_lineage'];
    return {
      version_number: row['version_number'] as number,
      content_hash: row['content_hash'] as string,
      parent: numbers.get(row['parent_id']) ?? null,
      parent_hash: row['parent_hash'] as string | null,
      version_lineage: (typeof lineage === 'string' ? JSON.parse(lineage) : lineage) as string[],
      lineage_depth: row['lineage_depth'] as number,
      jump: numbers.get(row['lineage_jump_id']) ?? 0,
      generation: row['generation'] as number,
      change_origin: row['change_origin'] as string | null,
    };
  });
}
