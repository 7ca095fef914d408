import {
  buildContext,
  contextEntry,
  contextMeta,
  diffContexts,
  type ContextChange,
  pickPaths,
} from '../domain/context.js';
import type { JsonObject, Key, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import { readableKeys } from '../directus/readable.js';
import { Forbidden, InvalidPayload } from '../errors/index.js';
import { firstBump, lastEntryOfBump } from '../store/approvals.js';
import { liveVersions } from '../store/live-versions.js';
import { filesOf } from './content.js';
import { readContextParts } from './read-context-parts.js';
import { withValues } from './read-values.js';

/** A project's context at one of its versions. */
export interface ContextReading {
  context: JsonObject;
  contextVersion: number;
}

/**
 * The version of a project's context, without the context: enough to answer "nothing has changed".
 *
 * @throws Forbidden when the project is missing or the caller may not read it
 */
export async function readContextVersion(host: Host, caller: Caller, projectId: Key): Promise<number> {
  const projects = itemsAs(host, caller, 'projects', host.database);
  return contextVersionOf(await projects.readOne(projectId, { fields: ['context_version'] }));
}

/**
 * A project's context as the caller may read it.
 *
 * @param at the context version to read it at; now, if left out
 * @param paths only these branches or entries, and `_meta`; everything, if left out
 * @throws Forbidden when the project, or for an older context one of its versions, may not be read
 * @throws InvalidPayload for a version that has not been reached, or is older than the audit log
 * @throws ArchiveUnreadable when a value it had is archived, and its file is missing or damaged
 */
export async function readContext(args: {
  host: Host;
  caller: Caller;
  projectId: Key;
  at?: number | undefined;
  paths?: string[] | undefined;
}): Promise<ContextReading> {
  const { host, caller, projectId, at, paths } = args;
  const projects = itemsAs(host, caller, 'projects', host.database);
  if (paths !== undefined && at === undefined) {
    const parts = await readContextParts(projects, projectId, paths);
    if (parts !== null) return { context: parts.context, contextVersion: contextVersionOf(parts) };
  }
  const project = await projects.readOne(projectId, { fields: ['id', 'context', 'context_version'] });
  const current = contextVersionOf(project);
  const reading =
    at === undefined || at === current
      ? { context: (project['context'] ?? {}) as JsonObject, contextVersion: current }
      : await readContextAt(host, caller, projectId, { at, current });
  return paths === undefined ? reading : { ...reading, context: pickPaths(reading.context, paths) };
}

/**
 * What changed between two versions of a project's context, both sides of every changed schema key.
 *
 * @throws as {@link readContext}
 */
export async function diffContext(args: {
  host: Host;
  caller: Caller;
  projectId: Key;
  from: number;
  to: number | undefined;
}): Promise<{ from: number; to: number; changes: ContextChange[] }> {
  const { host, caller, projectId } = args;
  const current = await readContextVersion(host, caller, projectId);
  const to = args.to ?? current;
  const sides = [];
  for (const [field, at] of [
    ['from', args.from],
    ['to', to],
  ] as const) {
    await assertReached(host, projectId, { at, current, field });
    sides.push(await entriesAt(host, caller, projectId, at));
  }
  const [before = new Map<string, JsonObject>(), after = new Map<string, JsonObject>()] = sides;
  return { from: args.from, to, changes: diffContexts(before, after) };
}

/** Entries of what is (or, at an older context version, was) live, by schema key. */
export async function entriesOf(host: Host, versions: Version[]): Promise<Map<string, JsonObject>> {
  const files = await filesOf(host.database, versions);
  return new Map(
    versions.map((version) => [version.schema_key, contextEntry(version, files.get(version.id) ?? [])]),
  );
}

/** `_meta` as the promotion or withdrawal wrote it that brought the context to this version; null for version 0. */
export async function metaAt(
  host: Host,
  projectId: Key,
  contextVersion: number,
  totalArtifacts: number,
): Promise<JsonObject | null> {
  const last = await lastEntryOfBump(host.database, projectId, contextVersion);
  if (last === null) return null;
  return contextMeta({
    contextVersion,
    lastUpdated: last.date_created,
    totalArtifacts,
    auditEntries: last.sequence,
    auditHead: last.entry_hash,
  });
}

async function readContextAt(
  host: Host,
  caller: Caller,
  projectId: Key,
  { at, current }: { at: number; current: number },
): Promise<ContextReading> {
  await assertReached(host, projectId, { at, current, field: 'at' });
  const entries = await entriesAt(host, caller, projectId, at);
  const meta = await metaAt(host, projectId, at, entries.size);
  if (meta === null) return { context: {}, contextVersion: at };
  const list = [...entries].map(([schema_key, entry]) => ({ schema_key, entry }));
  return { context: buildContext(list, meta), contextVersion: at };
}

async function entriesAt(
  host: Host,
  caller: Caller,
  projectId: Key,
  at: number,
): Promise<Map<string, JsonObject>> {
  const versions = await liveVersions(host.database, projectId, at);
  const ids = versions.map((version) => version.id);
  const readable = await readableKeys(host, caller, 'artifact_versions', ids, host.database);
  if (readable.size < ids.length) {
    throw new Forbidden({ reason: 'You may not read every version that this context was made of' });
  }
  return entriesOf(host, await withValues(host, caller, versions));
}

async function assertReached(
  host: Host,
  projectId: Key,
  { at, current, field }: { at: number; current: number; field: string },
): Promise<void> {
  if (at > current) {
    throw new InvalidPayload({
      field,
      reason: `"${field}" is ${at}, but the context is at version ${current}`,
    });
  }
  const first = await firstBump(host.database, projectId);
  const known = first === null ? current : first - 1;
  // A context that came with the project, from before this system, was made of nothing that is recorded here.
  if (at < known || (at === known && known > 0)) {
    throw new InvalidPayload({
      field,
      reason: `"${field}" is ${at}, which is older than the recorded history of this project`,
    });
  }
}

function contextVersionOf(project: Record<string, unknown>): number {
  const version = project['context_version'];
  if (version === undefined) throw new Forbidden({ reason: 'You may not read the context of this project' });
  return Number(version ?? 0);
}
