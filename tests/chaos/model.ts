import { createHash } from 'node:crypto';

/**
 * What the design says must be, written from its text and the bytes it pins, importing nothing of the system: two
 * that share code would share mistakes.
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export interface VersionRow {
  id: string;
  project_id: string;
  schema_key: string;
  version_number: number;
  status: string;
  value: Value;
  primary_file_id: string | null;
  source_task_id: string | null;
  summary: string | null;
  content_hash: string | null;
  parent_id: string | null;
  parent_hash: string | null;
  merge_parent_id: string | null;
  version_lineage: string[] | null;
  lineage_depth: number | null;
  generation: number | null;
  approved_at: string | null;
  promoted_context_version: number | null;
  retired_context_version: number | null;
}

export interface EntryRow {
  id: string;
  artifact_version_id: string;
  project_id: string;
  task_id: string | null;
  action: string;
  actor_id: string | null;
  actor_type: string;
  reason: string | null;
  feedback: Value;
  content_hash: string | null;
  context_version: number | null;
  decision_id: string | null;
  sequence: number;
  previous_entry_hash: string | null;
  entry_hash: string;
  date_created: string;
}

/** RFC 8785: keys sorted by UTF-16 code units, numbers and texts as ECMAScript writes them. */
export function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** @param files digests in their order, the primary one marked */
export function contentHash(value: Value, files: { primary: boolean; sha256: string }[]): string {
  return sha256(`artifact-content:v1\n${canonical({ files, value })}`);
}

export function entryHash(entry: EntryRow): string {
  const { entry_hash: _stored, ...said } = entry;
  return sha256(`artifact-approval:v1\n${canonical(said)}`);
}

/** What one project must look like after its log. */
export interface Replayed {
  statuses: Map<string, string>;
  /** Live version of each schema key. */
  live: Map<string, string>;
  promotedAt: Map<string, number>;
  retiredAt: Map<string, number>;
  contextVersion: number;
  /** Last entry of the bump that made the context what it is. */
  lastOfBump: EntryRow | null;
  /** What the log says that the design forbids. */
  illegal: string[];
}

/** Plays a project's log from the beginning. */
export function replay(entries: EntryRow[], keyOf: (versionId: string) => string | undefined): Replayed {
  const state: Replayed = {
    statuses: new Map(),
    live: new Map(),
    promotedAt: new Map(),
    retiredAt: new Map(),
    contextVersion: 0,
    lastOfBump: null,
    illegal: [],
  };
  for (const entry of entries) step(state, entry, keyOf(entry.artifact_version_id) ?? '?');
  return state;
}

function step(state: Replayed, entry: EntryRow, key: string): void {
  const id = entry.artifact_version_id;
  const status = state.statuses.get(id) ?? 'pending';
  const illegal = (why: string) =>
    state.illegal.push(`entry ${entry.sequence} (${entry.action} of ${key}): ${why}`);
  const move = (from: string[], to: string) => {
    if (!from.includes(status)) illegal(`the version was ${status}`);
    state.statuses.set(id, to);
  };
  const isLive = state.live.get(key) === id;
  if (entry.action === 'approve') {
    // An approval entry on what is approved already adds its reason, and changes nothing.
    // One without a decision is counted by policies, and others are missing.
    if (entry.decision_id === null) move(['pending'], 'pending');
    else move(['pending', 'approved'], 'approved');
  } else if (entry.action === 'supersede') move(['approved'], 'superseded');
  else if (entry.action === 'reject') move(['pending', 'rejected'], 'rejected');
  else if (entry.action === 'request_changes') move(['pending'], 'pending');
  else if (entry.action === 'revoke') {
    if (status === 'superseded' && !isLive) illegal('superseded and not live');
    move(['approved', 'superseded', 'rejected'], status === 'superseded' ? 'superseded' : 'rejected');
  } else if (entry.action === 'promote') {
    if (status !== 'approved') illegal(`the version was ${status}`);
    if (state.promotedAt.has(id)) illegal('it was promoted before');
  } else illegal('there is no such action');

  if (entry.context_version === null) {
    if (entry.action === 'promote') illegal('a promotion without a context version');
    if (entry.action === 'revoke' && isLive) illegal('withdrawn without a context version');
    return;
  }
  // One command bumps once, however many versions it promotes or withdraws.
  const sameBump =
    entry.context_version === state.contextVersion && entry.decision_id === state.lastOfBump?.decision_id;
  if (!sameBump && entry.context_version !== state.contextVersion + 1)
    illegal(`context version ${entry.context_version} after ${state.contextVersion}`);
  state.contextVersion = entry.context_version;
  state.lastOfBump = entry;
  const replaced = state.live.get(key);
  if (entry.action === 'promote') {
    if (replaced !== undefined) state.retiredAt.set(replaced, entry.context_version);
    state.live.set(key, id);
    state.promotedAt.set(id, entry.context_version);
  } else if (isLive) {
    state.live.delete(key);
    state.retiredAt.set(id, entry.context_version);
  } else illegal('only what changes the context has a context version');
}

/** What the context holds at a key for a version. */
export function contextEntry(version: VersionRow, files: { id: string; primary: boolean }[]): Value {
  const { value } = version;
  const own = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { value };
  const primary = files.find((file) => file.primary);
  return {
    ...own,
    artifact_version_id: version.id,
    ...(primary === undefined ? {} : { file_id: primary.id }),
    ...(files.length > 1 ? { file_ids: files.map((file) => file.id) } : {}),
    approved_at: version.approved_at,
    version: version.version_number,
    content_hash: version.content_hash,
  };
}

/** Objects along the dots of each key. */
export function nested(entries: Map<string, Value>): { [key: string]: Value } {
  const root: { [key: string]: Value } = {};
  for (const [key, entry] of entries) {
    const segments = key.split('.');
    let place = root;
    for (const segment of segments.slice(0, -1)) {
      const next = place[segment];
      if (typeof next === 'object' && next !== null && !Array.isArray(next)) place = next;
      else place = place[segment] = {};
    }
    place[segments.at(-1) ?? ''] = entry;
  }
  return root;
}
