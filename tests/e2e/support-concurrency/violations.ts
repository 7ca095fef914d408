import canonicalize from 'canonicalize';
import groupBy from 'lodash/groupBy.js';
import type { JsonObject, Key } from '../../../src/domain/words.js';
import type { Instance } from '../../helpers/instance.js';
import { readLedger } from './ledger.js';
import type { Ledger, VersionRow } from './ledger.js';
import { brokenLinks, recomputeHash } from './pinned-hashes.js';

/**
 * What of the invariants does not hold for a project, in words; empty when all do. Written against the design and
 * the bytes it pins, not with the system's own code, which would agree with itself.
 */
export async function violationsIn(instance: Instance, projectId: Key): Promise<string[]> {
  return findViolations(await readLedger(instance, projectId));
}

function findViolations(ledger: Ledger): string[] {
  return [
    ...lines(ledger),
    ...context(ledger),
    ...bumps(ledger),
    ...brokenLinks(ledger.entries),
    ...completeness(ledger),
    ...hashes(ledger),
  ];
}

/** I1, I6. */
function lines({ versions }: Ledger): string[] {
  const found: string[] = [];
  for (const [key, line] of Object.entries(groupBy(versions, (version) => version.schema_key))) {
    const numbers = line.map((version) => version.version_number).sort((a, b) => a - b);
    if (numbers.some((number, index) => number !== index + 1))
      found.push(`${key} has numbers ${numbers.join()}`);
    const approved = line.filter((version) => version.status === 'approved');
    if (approved.length > 1) found.push(`${key} has ${approved.length} approved versions`);
    const live = line.filter(isLive);
    if (live.length > 1) found.push(`${key} has ${live.length} live versions`);
  }
  return found;
}

/** I2. */
function context(ledger: Ledger): string[] {
  const live = ledger.versions.filter(isLive);
  const { _meta: meta = null, ...tree } = ledger.context ?? {};
  const stored = leaves(tree, '');
  const found = live.flatMap((version) => {
    const entry = stored.get(version.schema_key);
    if (entry === undefined) return [`${version.schema_key} is live and not in the context`];
    const same =
      entry['artifact_version_id'] === version.id &&
      entry['content_hash'] === version.content_hash &&
      entry['version'] === version.version_number;
    return same ? [] : [`the context has another version at ${version.schema_key}`];
  });
  if (stored.size !== live.length)
    found.push(`the context has ${stored.size} entries for ${live.length} live`);
  if (ledger.contextVersion === 0) return found;
  const last = ledger.entries.findLast((entry) => entry.context_version === ledger.contextVersion);
  const expected = {
    schema_version: '1.0.0',
    last_updated: last?.['date_created'] ?? null,
    context_version: ledger.contextVersion,
    total_artifacts: live.length,
    audit_entries: last?.sequence ?? null,
    audit_head: last?.entry_hash ?? null,
  };
  if (canonicalize(expected) !== canonicalize(meta))
    found.push(`_meta is ${JSON.stringify(meta)} instead of ${JSON.stringify(expected)}`);
  return found;
}

function leaves(branch: JsonObject, prefix: string): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const [segment, child] of Object.entries(branch)) {
    const path = prefix + segment;
    const node = child as JsonObject;
    if (typeof node['artifact_version_id'] === 'string') found.set(path, node);
    else for (const [key, leaf] of leaves(node, `${path}.`)) found.set(key, leaf);
  }
  return found;
}

/** I3: the log knows every bump, and nothing else raised the number. */
function bumps(ledger: Ledger): string[] {
  const seen = new Set(ledger.entries.flatMap((entry) => entry.context_version ?? []));
  const expected = Array.from({ length: ledger.contextVersion }, (_, index) => index + 1);
  const missing = expected.filter((number) => !seen.has(number));
  if (missing.length === 0 && seen.size === ledger.contextVersion) return [];
  return [`context_version is ${ledger.contextVersion}, the log has bumps ${[...seen].join()}`];
}

/** I4, I8: what happened to a version and what the log says of it are the same, each thing once. */
function completeness({ versions, entries }: Ledger): string[] {
  return versions.flatMap((version) => {
    const own = entries.filter((entry) => entry.artifact_version_id === version.id);
    const count = (action: string) => own.filter((entry) => entry.action === action).length;
    const once = (holds: boolean) => (holds ? 1 : 0);
    const wasApproved = ['approved', 'superseded'].includes(version.status) || count('revoke') > 0;
    const expected = {
      approve: once(wasApproved),
      supersede: once(version.status === 'superseded'),
      promote: once(version.promoted_context_version !== null),
    };
    const actual = {
      approve: count('approve'),
      supersede: count('supersede'),
      promote: count('promote'),
    };
    const where = `${version.schema_key} #${version.version_number} (${version.status})`;
    if (canonicalize(expected) !== canonicalize(actual))
      return [`${where} has entries ${JSON.stringify(actual)}`];
    const moved = own.find((entry) => entry.content_hash !== version.content_hash);
    return moved === undefined ? [] : [`${where}: "${moved.action}" was about other content`];
  });
}

/** I7, I8. */
function hashes(ledger: Ledger): string[] {
  return ledger.versions.flatMap((version) => {
    const where = `${version.schema_key} #${version.version_number} (${version.status})`;
    const found =
      recomputeHash(ledger, version) === version.content_hash ? [] : [`${where} has another hash`];
    if (version.version_lineage?.at(-1) !== version.content_hash) found.push(`${where} has another lineage`);
    const parent = ledger.versions.find(({ id }) => id === version.parent_id);
    if (version.parent_hash !== (parent?.content_hash ?? null))
      found.push(`${where} has another parent_hash`);
    return found;
  });
}

function isLive(version: VersionRow): boolean {
  return version.promoted_context_version !== null && version.retired_context_version === null;
}
