import { ArchiveDamaged } from './archive-damaged.js';
import { MANIFEST, isSafeName } from './words.js';

/**
 * @param {string} text
 * @returns {import('./words.js').Manifest}
 * @throws {ArchiveDamaged} when it is not a manifest, or of a format that is newer than this release
 */
export function parseManifest(text) {
  const found = parse(text);
  if (!isObject(found) || found['format'] !== 'artifacts-archive')
    throw new ArchiveDamaged(MANIFEST, 'this is not an archive of the artifact registry');
  if (found['format_version'] !== 1)
    throw new ArchiveDamaged(
      MANIFEST,
      `it is of format version ${String(found['format_version'])}, and this release reads 1`,
    );
  const { kind, created_at, about, parts } = found;
  if (typeof kind !== 'string' || typeof created_at !== 'string' || !isObject(about) || !Array.isArray(parts))
    throw new ArchiveDamaged(MANIFEST, 'it lacks kind, created_at, about or parts');
  if (!parts.every(isPart)) throw new ArchiveDamaged(MANIFEST, 'its list of parts is not one');
  return { format: 'artifacts-archive', format_version: 1, kind, created_at, about, parts };
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new ArchiveDamaged(MANIFEST, 'it is not JSON');
  }
}

/**
 * @param {unknown} value
 * @returns {value is import('./words.js').Part}
 */
function isPart(value) {
  return (
    isObject(value) &&
    typeof value['name'] === 'string' &&
    isSafeName(value['name']) &&
    Number.isSafeInteger(value['size']) &&
    typeof value['sha256'] === 'string'
  );
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
