import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from '../../../src/domain/words.js';
import type { EntryRow, Ledger, VersionRow } from './ledger.js';

/** The fingerprint of a version that its value, its links and the bytes of its files give, by the design. */
export function recomputeHash(ledger: Ledger, version: VersionRow): string {
  const linked = ledger.links
    .filter((link) => link.artifact_version_id === version.id)
    .sort((a, b) => (a.sort ?? Infinity) - (b.sort ?? Infinity) || (a.id < b.id ? -1 : 1))
    .map((link) => link.directus_files_id);
  const primary = version.primary_file_id;
  const files = primary === null || linked.includes(primary) ? linked : [primary, ...linked];
  const doc = {
    files: files.map((id) => ({ primary: id === primary, sha256: ledger.digests.get(id) ?? null })),
    value: version.value,
  };
  return sha256(`artifact-content:v1\n${canonicalize(doc) ?? ''}`);
}

/** Where the audit chain does not verify, in words (I5). */
export function brokenLinks(entries: EntryRow[]): string[] {
  let previous: string | null = null;
  const found: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const { entry_hash, ...hashed } = entry;
    const doc = { ...hashed, project_id: text(hashed['project_id']), task_id: text(hashed['task_id']) };
    if (entry.sequence !== index + 1) found.push(`entry ${index + 1} has sequence ${entry.sequence}`);
    if (entry.previous_entry_hash !== previous)
      found.push(`entry ${entry.sequence} follows from another one`);
    if (sha256(`artifact-approval:v1\n${canonicalize(doc) ?? ''}`) !== entry_hash)
      found.push(`entry ${entry.sequence} has another hash`);
    previous = entry_hash;
  }
  return found;
}

function text(id: Json | undefined): string | null {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
}

function sha256(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex');
}
