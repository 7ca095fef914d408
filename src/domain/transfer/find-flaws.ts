import { verifyChain } from '../audit-chain.js';
import { contentHash, orderFiles } from '../content-hash.js';
import type { ApprovalEntry, Json, Sha256 } from '../words.js';
import { inputIdsOf } from './record-order.js';
import { idOf, type PortableRow, type ProjectRows, textOf } from './project-rows.js';

/** Where a row refers to another one of the same project: table, column, and the table that must have it. */
const REFERENCES = [
  ['tasks', 'project_id', 'projects'],
  ['task_executions', 'task_id', 'tasks'],
  ['artifact_versions', 'project_id', 'projects'],
  ['artifact_versions', 'primary_file_id', 'directus_files'],
  ['artifact_versions', 'source_task_id', 'tasks'],
  ['artifact_versions', 'execution_id', 'task_executions'],
  ['artifact_versions', 'parent_id', 'artifact_versions'],
  ['artifact_versions', 'merge_parent_id', 'artifact_versions'],
  ['artifact_versions', 'lineage_jump_id', 'artifact_versions'],
  ['artifact_files', 'artifact_version_id', 'artifact_versions'],
  ['artifact_files', 'directus_files_id', 'directus_files'],
  ['artifact_approvals', 'artifact_version_id', 'artifact_versions'],
  ['artifact_approvals', 'project_id', 'projects'],
  ['artifact_approvals', 'task_id', 'tasks'],
  ['task_artifacts', 'task_id', 'tasks'],
  ['task_artifacts', 'artifact_version_id', 'artifact_versions'],
  ['documents', 'project_id', 'projects'],
  ['documents', 'file_id', 'directus_files'],
  ['documents', 'source_task_id', 'tasks'],
  ['documents', 'artifact_version_id', 'artifact_versions'],
  ['artifact_freezes', 'project_id', 'projects'],
  ['artifact_schedules', 'artifact_version_id', 'artifact_versions'],
] as const;

/**
 * What keeps the rows of a project from being a whole and honest one, as sentences; empty if nothing does. Recomputes
 * every content hash from the value and the bytes, and the audit chain from its entries.
 *
 * What follows from the database's own rules (lineage, marks, the context) is checked where the rows are put in.
 *
 * @param digests of the bytes of the files, by file id
 */
export function findFlaws(rows: ProjectRows, digests: Map<string, Sha256>): string[] {
  if (rows.projects.length !== 1) return [`There are ${rows.projects.length} projects instead of one.`];
  const structure = [
    ...doubles(rows),
    ...strangers(rows),
    ...strangeInputs(rows),
    ...missingBytes(rows, digests),
    ...withoutValue(rows),
  ];
  if (structure.length > 0) return structure;
  return [...numberFlaws(rows), ...contentFlaws(rows, digests), ...chainFlaws(rows)];
}

function doubles(rows: ProjectRows): string[] {
  return Object.entries(rows).flatMap(([table, list]) => {
    const seen = new Set<string>();
    const twice = list.map(idOf).find((id) => seen.has(id) || !seen.add(id));
    return twice === undefined ? [] : [`${table} has the id ${twice} twice.`];
  });
}

function strangers(rows: ProjectRows): string[] {
  const ids = new Map(Object.entries(rows).map(([table, list]) => [table, new Set(list.map(idOf))]));
  return REFERENCES.flatMap(([table, column, target]) =>
    rows[table].flatMap((row) => {
      const id = textOf(row, column);
      if (id === null || ids.get(target)?.has(id) === true) return [];
      return [`${table} ${idOf(row)}: its ${column} ${id} is not part of the project.`];
    }),
  );
}

function strangeInputs({ artifact_versions: versions }: ProjectRows): string[] {
  const own = new Set(versions.map(idOf));
  return versions.flatMap((row) =>
    inputIdsOf(row)
      .filter((id) => !own.has(id))
      .map((id) => `artifact_versions ${idOf(row)}: its input ${id} is not part of the project.`),
  );
}

function missingBytes(rows: ProjectRows, digests: Map<string, Sha256>): string[] {
  return rows.directus_files.flatMap((row) =>
    digests.has(idOf(row)) ? [] : [`The bytes of file ${idOf(row)} are missing.`],
  );
}

function withoutValue({ artifact_versions: versions }: ProjectRows): string[] {
  return versions.flatMap((row) =>
    textOf(row, 'archive_file_id') === null
      ? []
      : [`The value of version ${idOf(row)} is not in the archive.`],
  );
}

function numberFlaws({ artifact_versions: versions }: ProjectRows): string[] {
  const lines = new Map<string, PortableRow[]>();
  for (const row of versions) {
    const key = textOf(row, 'schema_key') ?? '';
    lines.set(key, [...(lines.get(key) ?? []), row]);
  }
  return [...lines].flatMap(([key, line]) => {
    const numbers = line.map((row) => Number(row['version_number'])).sort((a, b) => a - b);
    return numbers.every((number, index) => number === index + 1)
      ? []
      : [`${key}: the versions are not numbered from 1 to ${numbers.length}.`];
  });
}

function contentFlaws(rows: ProjectRows, digests: Map<string, Sha256>): string[] {
  const links = new Map<string, PortableRow[]>();
  for (const row of rows.artifact_files) {
    const version = textOf(row, 'artifact_version_id') ?? '';
    links.set(version, [...(links.get(version) ?? []), row]);
  }
  return rows.artifact_versions.flatMap((row) => {
    const stored = textOf(row, 'content_hash');
    // An open version that was just edited, or one older than the registry.
    if (stored === null) return [];
    const linked = (links.get(idOf(row)) ?? []).map((link) => ({
      id: idOf(link),
      file_id: textOf(link, 'directus_files_id') ?? '',
      sort: link['sort'] == null ? null : Number(link['sort']),
    }));
    const files = orderFiles(textOf(row, 'primary_file_id'), linked);
    const hash = hashOf(
      parsed(row['value']),
      files.map((file) => ({ ...file, sha256: digests.get(file.file_id) ?? '' })),
    );
    if (hash === stored) return [];
    const where = `${textOf(row, 'schema_key') ?? ''}, version ${textOf(row, 'version_number') ?? ''} (${idOf(row)})`;
    return [`${where}: its content has the hash ${hash ?? 'none'}, but ${stored} is stored.`];
  });
}

/** Text that only tampering could have put there has no canonical form. */
function hashOf(value: Json, files: Parameters<typeof contentHash>[0]['files']): Sha256 | null {
  try {
    return contentHash({ value, files });
  } catch {
    return null;
  }
}

function chainFlaws({ artifact_approvals: rows }: ProjectRows): string[] {
  const entries = rows
    .map((row) => ({ ...row, feedback: parsed(row['feedback']) }) as unknown as ApprovalEntry)
    .sort((a, b) => a.sequence - b.sequence);
  const { first_broken: broken } = verifyChain(entries);
  return broken === null ? [] : [`The audit log, entry ${broken.sequence} (${broken.id}): ${broken.reason}`];
}

/** JSON of a field, which is null where the field is. */
function parsed(cell: PortableRow[string] | undefined): Json {
  return typeof cell === 'string' ? (JSON.parse(cell) as Json) : null;
}
