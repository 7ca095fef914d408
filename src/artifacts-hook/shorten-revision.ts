import type { Payload } from './event.js';

/**
 * Create filter of revisions: leaves the window of the lineage out of those of versions. It is derived, grows to
 * 17 kB, and Directus would write it twice more for every version (`data` and `delta`) and once more for every
 * decision; the row has it, and nothing can be reverted to another one.
 */
export function shortenRevision(revision: Payload): Payload {
  if (revision['collection'] !== 'artifact_versions') return revision;
  return { ...revision, data: withoutWindow(revision['data']), delta: withoutWindow(revision['delta']) };
}

function withoutWindow(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return fields;
  const { version_lineage: _, ...rest } = fields as Payload;
  return rest;
}
