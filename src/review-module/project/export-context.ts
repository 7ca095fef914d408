import type { JsonObject, Key, Timestamp } from '../../domain/words.js';

/** What an export needs to know of the project. */
export interface ExportedProject {
  id: Key;
  title: string | null;
}

/**
 * Name of the file: `northwind-rebrand@5.json`. Without what file systems or shells take amiss; letters of every
 * alphabet stay.
 */
export function exportName({ id, title }: ExportedProject, version: number, withMetadata: boolean): string {
  const slug = (title ?? '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return `${slug === '' ? `project-${id}` : slug}@${version}${withMetadata ? '-with-metadata' : ''}.json`;
}

/** The approved entries only, nested by key, as JSON. */
export function exportContext(context: JsonObject): string {
  const entries = Object.fromEntries(Object.entries(context).filter(([name]) => name !== '_meta'));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/** The same, `_meta` included, with where and when it was taken. */
export function exportWithMetadata(
  { id, title }: ExportedProject,
  context: JsonObject,
  { version, at }: { version: number; at: Timestamp },
): string {
  const document = { project: { id, title }, context_version: version, exported_at: at, context };
  return `${JSON.stringify(document, null, 2)}\n`;
}
