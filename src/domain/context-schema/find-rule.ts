import type { Json } from '../words.js';
import { isPlainObject } from '../context-tree.js';
import { matchesGlob } from '../schema-key.js';

/** The part of a `context_schema` that is about one schema key. */
export interface FoundRule {
  /** The schema key or glob that it stands under. */
  pattern: string;
  rule: Json;
}

/** True for a pattern that can fit several keys. */
export function isGlob(pattern: string): boolean {
  return pattern.includes('*');
}

/**
 * The one rule that holds for a schema key: that of the most specific pattern it fits ({@link compareSpecificity}).
 * Null when none does, or when there is no `context_schema` that could have any.
 */
export function findRule(contextSchema: Json, schemaKey: string): FoundRule | null {
  if (!isPlainObject(contextSchema)) return null;
  const own = Object.hasOwn(contextSchema, schemaKey) ? contextSchema[schemaKey] : undefined;
  if (own !== undefined) return { pattern: schemaKey, rule: own };
  const [pattern] = Object.keys(contextSchema)
    .filter((candidate) => isGlob(candidate) && matchesGlob(schemaKey, candidate))
    .sort(compareSpecificity);
  return pattern === undefined ? null : { pattern, rule: contextSchema[pattern] ?? null };
}

/**
 * Orders patterns, the more specific first. Segment by segment from the left, the first difference decides: plain
 * before `a*` (of two such, the one with more plain characters), before `*`, before `**`. If one ends first, the
 * longer one is more specific. Equally specific ones go by their text, so that the order in which a database
 * returns them cannot matter.
 */
function compareSpecificity(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (const [index, segment] of left.entries()) {
    const other = right[index];
    if (other === undefined) return -1;
    const difference = weightOf(other) - weightOf(segment);
    if (difference !== 0) return difference;
  }
  if (left.length !== right.length) return right.length - left.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `**` 0, `*` 1, `a*` 2 and more, plain text above all of them. */
function weightOf(segment: string): number {
  if (segment === '**') return 0;
  const plain = segment.replaceAll('*', '').length;
  return segment.includes('*') ? 1 + plain : Number.MAX_SAFE_INTEGER;
}
