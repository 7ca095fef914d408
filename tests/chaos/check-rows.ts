import { grouped } from './grouped.js';
import { canonical, contentHash, contextEntry, entryHash, nested, replay } from './model.js';
import type { EntryRow, Replayed, Value, VersionRow } from './model.js';
import { checkPolicies } from './policies.js';
import type { Snapshot } from './snapshot.js';

/** Lineage arrays hold the newest hashes only. */
const WINDOW = 256;

type FilesOf = (version: VersionRow) => { id: string; primary: boolean }[];

/**
 * What one moment of the database has that the design forbids (I1 to I3, I5 to I8), in words.
 *
 * @param digests of the bytes of the files that the clients uploaded
 */
export function checkRows(snapshot: Snapshot, digests: Map<string, string>): string[] {
  const linksOf = grouped(snapshot.links, (link) => link.artifact_version_id);
  const filesOf: FilesOf = (version) => {
    const linked = (linksOf.get(version.id) ?? []).map((link) => link.directus_files_id);
    const first = version.primary_file_id;
    const ids = first === null || linked.includes(first) ? linked : [first, ...linked];
    return ids.map((id) => ({ id, primary: id === first }));
  };
  return snapshot.projects.flatMap((project) => {
    const versions = snapshot.versions.filter((version) => version.project_id === project.id);
    const entries = snapshot.entries.filter((entry) => entry.project_id === project.id);
    const keys = new Map(versions.map((version) => [version.id, version.schema_key]));
    const replayed = replay(entries, (id) => keys.get(id));
    return [
      ...replayed.illegal,
      ...checkPolicies(entries, (id) => keys.get(id)),
      ...checkChain(entries),
      ...checkLines(versions),
      ...checkMarks(versions, replayed, snapshot),
      ...checkContent(versions, filesOf, digests),
      ...checkLineage(versions),
      ...checkContext(project, versions, replayed, filesOf),
    ].map((found) => `project ${project.id}: ${found}`);
  });
}

function checkChain(entries: EntryRow[]): string[] {
  let previous: string | null = null;
  return entries.flatMap((entry, index) => {
    const found: string[] = [];
    if (entry.sequence !== index + 1) found.push(`I5: entry ${index + 1} has sequence ${entry.sequence}`);
    if (entry.previous_entry_hash !== previous)
      found.push(`I5: entry ${entry.sequence} does not follow the one before`);
    if (entryHash(entry) !== entry.entry_hash) found.push(`I5: entry ${entry.sequence} has another hash`);
    previous = entry.entry_hash;
    return found;
  });
}

function checkLines(versions: VersionRow[]): string[] {
  const inUse = versions
    .filter((one) => one.status === 'approved' || isLive(one))
    .map((one) => one.schema_key);
  const crossing = inUse.filter((key) => inUse.some((other) => other.startsWith(`${key}.`)));
  const found = crossing.map((key) => `${key} and a key below it are approved or live`);
  for (const [key, line] of grouped(versions, (version) => version.schema_key)) {
    const numbers = line.map((version) => version.version_number).sort((a, b) => a - b);
    if (numbers.some((number, index) => number !== index + 1))
      found.push(`I6: ${key} has numbers ${numbers.join()}`);
    if (line.filter(({ status }) => status === 'approved').length > 1)
      found.push(`I1: ${key} has two approved`);
    if (line.filter(isLive).length > 1) found.push(`I2: ${key} has two live`);
  }
  return found;
}

const isLive = (version: VersionRow) =>
  version.promoted_context_version !== null && version.retired_context_version === null;

/** Rows against the log: statuses, promotion and retirement marks, and what had to go live. */
function checkMarks(versions: VersionRow[], replayed: Replayed, { tasks }: Snapshot): string[] {
  const done = new Set(tasks.filter(({ status }) => status === 'done').map(({ id }) => id));
  return versions.flatMap((version) => {
    const { id, schema_key: key, version_number: number } = version;
    const differs = (what: string, row: unknown, log: unknown) =>
      row === log ? [] : [`${key} ${number} (${id}): ${what} is ${String(row)}, the log says ${String(log)}`];
    const task = version.source_task_id;
    const waits = version.status === 'approved' && version.promoted_context_version === null;
    const late = waits && (task === null || done.has(task));
    return [
      ...differs('status', version.status, replayed.statuses.get(id) ?? 'pending'),
      ...differs('promotion', version.promoted_context_version, replayed.promotedAt.get(id) ?? null),
      ...differs('retirement', version.retired_context_version, replayed.retiredAt.get(id) ?? null),
      ...(late ? [`${key} ${number} (${id}) is approved, waits for nothing, and was not promoted`] : []),
    ];
  });
}

function checkContent(versions: VersionRow[], filesOf: FilesOf, digests: Map<string, string>): string[] {
  return versions.flatMap((version) => {
    const files = filesOf(version).map(({ id, primary }) => ({ primary, sha256: digests.get(id) ?? '?' }));
    const expected = contentHash(version.value, files);
    if (version.content_hash === expected) return [];
    return [
      `I8: ${version.schema_key} ${version.version_number} (${version.id}) has hash ${version.content_hash}`,
    ];
  });
}

function checkLineage(versions: VersionRow[]): string[] {
  const known = new Map(versions.map((version) => [version.id, version]));
  return versions.flatMap((version) => {
    const parent = version.parent_id === null ? null : known.get(version.parent_id);
    const merged = version.merge_parent_id === null ? null : known.get(version.merge_parent_id);
    const name = `I8: ${version.schema_key} ${version.version_number} (${version.id})`;
    if (parent === undefined || merged === undefined)
      return [`${name} has a parent of another project, or none`];
    const said = {
      parent_hash: version.parent_hash,
      version_lineage: version.version_lineage,
      lineage_depth: version.lineage_depth,
      generation: version.generation,
    };
    const expected = {
      parent_hash: parent?.content_hash ?? null,
      version_lineage: [...(parent?.version_lineage ?? []), version.content_hash].slice(-WINDOW),
      lineage_depth: parent === null ? 0 : (parent.lineage_depth ?? 0) + 1,
      generation: 1 + Math.max(parent?.generation ?? 0, merged?.generation ?? 0),
    };
    return canonical(said) === canonical(expected)
      ? []
      : [`${name} does not follow its parent: ${JSON.stringify(said)}`];
  });
}

function checkContext(
  project: Snapshot['projects'][number],
  versions: VersionRow[],
  replayed: Replayed,
  filesOf: FilesOf,
): string[] {
  const found: string[] = [];
  if (project.context_version !== replayed.contextVersion)
    found.push(`I3: context_version is ${project.context_version}, the log says ${replayed.contextVersion}`);
  const known = new Map(versions.map((version) => [version.id, version]));
  const entries = new Map<string, Value>();
  for (const [key, id] of replayed.live) {
    const version = known.get(id);
    if (version === undefined) found.push(`I5: the live version ${id} is gone`);
    else entries.set(key, contextEntry(version, filesOf(version)));
  }
  const { _meta: meta = null, ...tree } = project.context;
  if (canonical(tree) !== canonical(nested(entries)))
    found.push(`I2: the context is ${canonical(tree)}, the log says ${canonical(nested(entries))}`);
  if (replayed.contextVersion === 0) return found;
  const promised = typeof meta === 'object' && meta !== null && !Array.isArray(meta) ? meta : {};
  const { last_updated: _moment, ...rest } = promised;
  const expected = {
    schema_version: '1.0.0',
    context_version: replayed.contextVersion,
    total_artifacts: replayed.live.size,
    audit_entries: replayed.lastOfBump?.sequence ?? 0,
    audit_head: replayed.lastOfBump?.entry_hash ?? null,
  };
  if (canonical(rest) !== canonical(expected)) found.push(`I2: _meta is ${canonical(promised)}`);
  return found;
}
