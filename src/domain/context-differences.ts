import { sameJson } from './canonical-json.js';
import { childOf, isBranch, isPlainObject } from './context-tree.js';
import { ancestorsOf } from './schema-key.js';
import type { Json, JsonObject } from './words.js';

/** An entry that differs between two context versions; null on the side where there is none. */
export interface ContextChange {
  schema_key: string;
  from: JsonObject | null;
  to: JsonObject | null;
}

/** What changed between two contexts, given as entries by schema key. Sorted by schema key. */
export function diffContexts(from: Map<string, JsonObject>, to: Map<string, JsonObject>): ContextChange[] {
  return [...new Set([...from.keys(), ...to.keys()])]
    .sort()
    .map((schema_key) => ({
      schema_key,
      from: from.get(schema_key) ?? null,
      to: to.get(schema_key) ?? null,
    }))
    .filter((change) => !sameJson(change.from, change.to));
}

/** A place where a context is not what its versions say; null where there is nothing. */
export interface ContextDrift {
  /** A schema key, `_meta`, the path of something stray, or empty for a context that is no object at all. */
  schema_key: string;
  expected: Json;
  actual: Json;
}

/**
 * Where the stored context differs from what the versions explain: entries missing or changed, `_meta`, and
 * whatever no version explains. Sorted by schema key.
 *
 * @param expectedMeta null where nothing was ever promoted
 */
export function compareContext(
  expectedEntries: Map<string, JsonObject>,
  expectedMeta: JsonObject | null,
  actual: Json,
): ContextDrift[] {
  const expected = new Map(expectedEntries);
  if (expectedMeta !== null) expected.set('_meta', expectedMeta);
  const drift: ContextDrift[] = strays(actual, new Set(expected.keys())).map(({ path, value }) => ({
    schema_key: path,
    expected: null,
    actual: value,
  }));
  for (const [schema_key, entry] of expected) {
    const found = valueAt(actual, schema_key);
    if (!sameJson(entry, found)) drift.push({ schema_key, expected: entry, actual: found });
  }
  return drift.sort((a, b) => (a.schema_key < b.schema_key ? -1 : a.schema_key > b.schema_key ? 1 : 0));
}

function valueAt(context: Json, schemaKey: string): Json {
  return schemaKey.split('.').reduce<Json>((node, segment) => childOf(node, segment) ?? null, context);
}

interface Stray {
  path: string;
  value: Json;
}

/** Everything in the context that is neither one of the explained paths nor a branch on the way to one. */
function strays(context: Json, explained: Set<string>): Stray[] {
  if (context === null) return [];
  if (!isPlainObject(context)) return [{ path: '', value: context }];
  const branches = new Set([...explained].flatMap(ancestorsOf));
  const below = (branch: JsonObject, prefix: string): Stray[] =>
    Object.entries(branch).flatMap(([key, value]) => {
      const path = prefix + key;
      // A dot inside a key only looks like the path that it spells.
      if (key.includes('.')) return [{ path, value }];
      if (explained.has(path)) return [];
      if (branches.has(path) && isBranch(value)) return below(value, `${path}.`);
      return deepest(value, path, 0);
    });
  return below(context, '');
}

const DEEPEST_KEY = 128; // segments that fit into a schema key

/**
 * Narrows something stray down to what was put there: through objects that hold nothing but objects, so that a
 * forgotten entry is reported at its schema key rather than at the branch above it.
 */
function deepest(value: Json, path: string, depth: number): Stray[] {
  const children = isBranch(value) ? Object.entries(value) : [];
  const holdsOnlyObjects = children.length > 0 && children.every(([, child]) => isPlainObject(child));
  if (!holdsOnlyObjects || depth === DEEPEST_KEY) return [{ path, value }];
  return children.flatMap(([key, child]) => deepest(child, `${path}.${key}`, depth + 1));
}
