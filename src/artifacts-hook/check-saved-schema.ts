import { assertUsableSchema } from '../commands/context-schema/assert-usable-schema.js';
import type { Payload } from './event.js';
import { readJsonField } from './json-column.js';

/**
 * Create and update filter of `projects`: a `context_schema` that cannot be used is refused while somebody is there
 * who can put it right, not when the next version is recorded.
 *
 * @throws InvalidPayload naming the place
 */
export function checkSavedSchema(payload: Payload): Payload {
  if (payload['context_schema'] === undefined) return payload;
  const context_schema = readJsonField(payload, 'context_schema');
  assertUsableSchema(context_schema);
  return { ...payload, context_schema };
}
