import type { SchemaOverview } from '@directus/types';
import { InvalidPayload } from '../errors/index.js';

/**
 * Refuses an object that cannot be turned into text, such as `{"toString": 1}`, in a column that takes no JSON: where the
 * database finds it too long or there already, Directus puts it into a sentence, and fails by itself. Related rows are
 * none of that: GraphQL gives those as objects that have no `toString` at all.
 *
 * @throws InvalidPayload naming the field
 */
export function assertPrintable(
  { collections, relations }: SchemaOverview,
  collection: string,
  payload: Record<string, unknown>,
): void {
  const fields = collections[collection]?.fields ?? {};
  const isRelated = (name: string) =>
    relations.some((relation) => relation.collection === collection && relation.field === name);
  const isText = (name: string) => {
    const field = fields[name];
    return field !== undefined && field.type !== 'json' && !field.alias && !isRelated(name);
  };
  const broken = Object.entries(payload).find(([field, value]) => isText(field) && !isPrintable(value));
  if (broken === undefined) return;
  const [field] = broken;
  throw new InvalidPayload({ field, reason: `"${field}" holds an object that is no text` });
}

function isPrintable(value: unknown): boolean {
  try {
    String(value);
    return true;
  } catch {
    return false;
  }
}
