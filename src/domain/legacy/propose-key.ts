import { InvalidPayload } from '../../errors/index.js';
import { assertSchemaKey } from '../schema-key.js';

/** What is wrong with a schema key, as a sentence, or null. */
export function keyFlaw(key: string): string | null {
  try {
    assertSchemaKey(key);
    return null;
  } catch (error) {
    if (!(error instanceof InvalidPayload)) throw error;
    const proposal = proposeKey(key);
    const advice = proposal === null ? '' : ` Call it "${proposal}".`;
    return `${shown(key)} is no schema key: segments of a-z, 0-9, "_" and "-", joined by dots.${advice}`;
  }
}

/** The schema key nearest to what somebody called an artifact: `Brand / Haupt-Logo` is `brand.haupt-logo`. */
export function proposeKey(text: string): string | null {
  const key = text
    .normalize('NFKD')
    .replace(/ß/g, 'ss')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .split(/[./\\>:]+/)
    .map((segment) => segment.replace(/[^a-z0-9_-]+/g, '_').replace(/^[_-]+|_+$/g, ''))
    .filter((segment) => segment !== '')
    .join('.')
    .slice(0, 255)
    .replace(/\.$/, '');
  try {
    assertSchemaKey(key);
    return key;
  } catch {
    return null;
  }
}

/** Somebody else's text inside a sentence: quoted, and not longer than a line. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
