import type { Json, JsonObject } from './words.js';

/**
 * How a project's context nests: branches (plain objects, one per segment of a schema key) with entries as leaves.
 * Nothing here changes what it is given.
 */

export function isPlainObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for what a promotion wrote, false for a branch: a segment of that name would hold an object, not a string. */
function isEntry(value: JsonObject): boolean {
  return Object.hasOwn(value, 'artifact_version_id') && typeof value['artifact_version_id'] === 'string';
}

/** True for an object that holds entries or further branches. */
export function isBranch(value: Json | undefined): value is JsonObject {
  return isPlainObject(value) && !isEntry(value);
}

/** The child of that very name; never something inherited, such as `valueOf`. */
export function childOf(node: Json | undefined, segment: string): Json | undefined {
  return isPlainObject(node) && Object.hasOwn(node, segment) ? node[segment] : undefined;
}

/** The context with `entry` at its schema key. Copies the branches on the way, and shares everything else. */
export function setEntry(context: JsonObject, schemaKey: string, entry: JsonObject): JsonObject {
  return setAt(context, schemaKey.split('.'), entry);
}

function setAt(branch: JsonObject, [segment = '', ...below]: string[], value: Json): JsonObject {
  if (below.length === 0) return { ...branch, [segment]: value };
  const child = childOf(branch, segment);
  return { ...branch, [segment]: setAt(isPlainObject(child) ? child : {}, below, value) };
}

/** The context without the entry at this schema key, and without branches that this leaves empty. */
export function removeEntry(context: JsonObject, schemaKey: string): JsonObject {
  return removeAt(context, schemaKey.split('.'));
}

function removeAt(branch: JsonObject, [segment = '', ...below]: string[]): JsonObject {
  const child = childOf(branch, segment);
  if (child === undefined) return branch;
  const rest = Object.fromEntries(Object.entries(branch).filter(([key]) => key !== segment));
  if (below.length === 0) return rest;
  if (!isBranch(child)) return branch;
  const pruned = removeAt(child, below);
  return Object.keys(pruned).length === 0 ? rest : { ...branch, [segment]: pruned };
}

/** The entry at exactly this schema key; null for a branch, for what is inside another entry, and for nothing. */
export function getEntry(context: JsonObject | null, schemaKey: string): JsonObject | null {
  const found = lookUp(context, schemaKey);
  return isPlainObject(found) && isEntry(found) ? found : null;
}

/** What a path of segments leads to through branches, be it a branch, an entry or neither. */
function lookUp(context: JsonObject | null, path: string): Json | undefined {
  let node: Json | undefined = context ?? undefined;
  for (const segment of path.split('.')) node = isBranch(node) ? childOf(node, segment) : undefined;
  return node;
}

/** A context with exactly these entries, and `_meta`. */
export function buildContext(
  entries: { schema_key: string; entry: JsonObject }[],
  meta: JsonObject,
): JsonObject {
  const context: JsonObject = {};
  for (const { schema_key, entry } of entries) {
    // In place, because these objects are new: copying a wide branch for each of its entries is quadratic.
    const segments = schema_key.split('.');
    const leaf = segments.pop() ?? '';
    let branch = context;
    for (const segment of segments) {
      const child = childOf(branch, segment);
      const next = isPlainObject(child) ? child : {};
      branch[segment] = next;
      branch = next;
    }
    branch[leaf] = entry;
  }
  return { ...context, _meta: meta };
}

/**
 * The part of a context that the paths name, and `_meta`. A path names a branch or an entry; one that names
 * nothing, or something inside an entry, adds nothing.
 */
export function pickPaths(context: JsonObject, paths: string[]): JsonObject {
  let picked: JsonObject = {};
  for (const path of paths) {
    const found = lookUp(context, path);
    if (found !== undefined) picked = setAt(picked, path.split('.'), found);
  }
  const meta = childOf(context, '_meta');
  return meta === undefined ? picked : { ...picked, _meta: meta };
}
