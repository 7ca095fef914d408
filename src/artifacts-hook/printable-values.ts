import type { SchemaOverview } from '@directus/types';
import { InvalidPayload } from '../errors/index.js';

/**
 * Refuses an object that cannot be turned into text, such as `{"toString": 1}`, in a column that takes no JSON: where the
 * database finds it too long or there already, Directus puts it into a sentence, and fails by itself.
 *
 * @throws InvalidPayload naming the field
 */
export function assertPrintable(
  { collections }: SchemaOverview,
  collection: string,
  payload: Record<string, unknown>,
): void {
  const fields = collections[collection]?.fields ?? {};
  const broken = Object.entries(payload).find(
    ([field, value]) => fields[field]?.type !== 'json' && !isPrintable(value),
  );
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
