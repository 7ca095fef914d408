import { isPlainObject } from '../domain/context-tree.js';
import { setEntry } from '../domain/context.js';
import type { Json, JsonObject, Key } from '../domain/words.js';
import type { Items } from '../directus/items.js';

/** What Directus' `json()` takes as a path and does not mistake for a place in an array; as deep as it may go by default. */
const SIMPLE = /^(?=.*[a-z_])[a-z0-9_]+(\.(?=[a-z0-9_]*[a-z_])[a-z0-9_]+){0,8}$/;
/** Each is a look into the context; beyond this, reading all of it once is cheaper. */
const MOST_LOOKS = 20;

/**
 * The parts of a context that the paths name, and `_meta`, without reading the rest: a context can be megabytes. Directus
 * takes them out, so its permissions are those of the field.
 *
 * @returns null where it cannot be told apart what is not there and what is null, or Directus has no words for a path: the
 *   caller reads all of it then
 * @throws Directus' FORBIDDEN when the project is missing or may not be read
 */
export async function readContextParts(
  projects: Items,
  projectId: Key,
  paths: string[],
): Promise<{ context: JsonObject; context_version: unknown } | null> {
  // What is inside an entry is no part of a context: on the way to each path, no entry may lie.
  const above = paths.flatMap((path) => {
    const segments = path.split('.');
    return segments.map((_, depth) => [...segments.slice(0, depth), 'artifact_version_id'].join('.'));
  });
  const looks = [...new Set(['_meta', ...paths, ...above])];
  if (paths.length === 0 || looks.length > MOST_LOOKS || !looks.every((look) => SIMPLE.test(look)))
    return null;

  const alias = Object.fromEntries(looks.map((look, index) => [`look${index}`, `json(context, ${look})`]));
  const row = await projects.readOne(projectId, {
    fields: ['id', 'context_version', ...Object.keys(alias)],
    alias,
  });
  const found = new Map(looks.map((look, index) => [look, row[`look${index}`] as Json | undefined]));
  const meta = found.get('_meta');
  if (!isPlainObject(meta) || above.some((look) => typeof found.get(look) === 'string')) return null;
  let context: JsonObject = {};
  for (const path of paths) {
    const part = found.get(path);
    if (!isPlainObject(part)) return null;
    context = setEntry(context, path, part);
  }
  return { context: { ...context, _meta: meta }, context_version: row['context_version'] };
}
