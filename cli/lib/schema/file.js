import { readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { packagePath } from '../package.js';

/** @typedef {import('@directus/sdk').SchemaSnapshotOutput} Snapshot */

/** The snapshot that comes with the package. */
export const SHIPPED = packagePath('schema-snapshot.yaml');

/** @returns {Promise<Snapshot>} */
export async function readShipped() {
  return parse(await readFile(SHIPPED, 'utf8'));
}

/**
 * A snapshot as YAML that Directus reads; equal snapshots make equal bytes.
 *
 * @param {Snapshot} snapshot
 * @returns {string}
 */
export function toYaml(snapshot) {
  // Without aliases: a shared object would be written as a reference to its first occurrence.
  return stringify(snapshot, { aliasDuplicateObjects: false, lineWidth: 0 });
}
