import type { FuncKeywordDefinition } from 'ajv';
import { canonicalize } from '../canonical-json.js';
import type { Json } from '../words.js';

/** Equal JSON values have the same canonical text. Ajv compares each with each, which takes seconds for 10,000 items. */
function hasDuplicate(items: Json[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    const text = typeof item === 'string' ? `"${item}` : canonicalize(item);
    if (seen.has(text)) return true;
    seen.add(text);
  }
  return false;
}

/** `uniqueItems` in time linear in the size of the value. */
export const uniqueItems: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  error: { message: 'must NOT have duplicate items' },
  validate: (unique: boolean, items: Json[]) => !unique || !hasDuplicate(items),
};
