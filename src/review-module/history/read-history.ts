import type { Client } from '../../app/registry/client.js';
import type { ApprovalEntry, Key } from '../../domain/words.js';
import type { HistoryFilter } from './filter.js';

/** An entry of the audit log, with the key and number of its version beside it. */
export interface TimelineEntry extends ApprovalEntry {
  schema_key: string | null;
  version_number: number | null;
}

/** The most that the server gives at once. */
const MOST = 500;

/**
 * A page of the audit log, newest first.
 *
 * @param before only entries with a lower sequence
 * @returns `next` is the `before` of the page after; null where the log ends
 * @throws Refused
 */
export async function readTimeline(
  client: Client,
  projectId: Key,
  { key, action }: Pick<HistoryFilter, 'key' | 'action'>,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<{ entries: TimelineEntry[]; next: number | null }> {
  const entries = await client.get<TimelineEntry[]>(
    `/artifacts/projects/${encodeURIComponent(projectId)}/history`,
    { schema_key: key ?? undefined, action: action ?? undefined, cursor: before, limit },
  );
  // A full page may be the last one; then the one after it is empty.
  const last = entries.length < limit ? undefined : entries.at(-1);
  return { entries, next: last === undefined || last.sequence <= 1 ? null : last.sequence };
}

/**
 * The whole audit log of a project, oldest first.
 *
 * @param onProgress is told how many have been read
 * @throws Refused
 */
export async function readWholeLog(
  client: Client,
  projectId: Key,
  onProgress: (entries: number) => void,
): Promise<TimelineEntry[]> {
  const all: TimelineEntry[] = [];
  let before: number | null | undefined;
  while (before !== null) {
    const page = await readTimeline(client, projectId, { key: null, action: null }, { before, limit: MOST });
    all.push(...page.entries);
    onProgress(all.length);
    before = page.next;
  }
  return all.reverse();
}

/** What a check of the chain of hashes has found. */
export interface ChainCheck {
  valid: boolean;
  /** How many entries were checked: all of them, if it is valid. */
  entries: number;
  first_broken: { sequence: number; id: string; reason: string } | null;
}

/** Checks the audit log of a project from its first entry on. @throws Refused */
export function verifyChain(client: Client, projectId: Key): Promise<ChainCheck> {
  return client.get<ChainCheck>(`/artifacts/projects/${encodeURIComponent(projectId)}/audit/verify`);
}

/** Keys that are offered to choose from; any other can be typed. */
const MOST_KEYS = 500;

/** Schema keys of a project that have versions, sorted. @throws Refused */
export async function readKeys(client: Client, projectId: Key): Promise<string[]> {
  const groups = await client.get<{ schema_key: string }[]>('/items/artifact_versions', {
    filter: { project_id: { _eq: projectId } },
    groupBy: 'schema_key',
    aggregate: { count: '*' },
    limit: MOST_KEYS,
  });
  return groups.map(({ schema_key }) => schema_key).sort();
}
