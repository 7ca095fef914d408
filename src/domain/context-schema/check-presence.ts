import type { Json } from '../words.js';
import type { ArtifactRules, Violation } from './words.js';

/**
 * Whether a version has a value where it must, and none where it must not.
 *
 * @returns what is wrong (empty: nothing), or null when it is for the schema to judge
 */
export function checkPresence({ value: mode }: ArtifactRules, value: Json): Violation[] | null {
  if (value === null && mode === 'required') return [flaw('must have a value')];
  if (value !== null && mode === 'none') return [flaw('must not have a value')];
  return value === null && (mode === 'optional' || mode === 'none') ? [] : null;
}

function flaw(message: string): Violation {
  return { pointer: '', keyword: 'value', message };
}
