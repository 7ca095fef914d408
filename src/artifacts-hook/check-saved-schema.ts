import { assertUsableSchema } from '../commands/context-schema/assert-usable-schema.js';
import type { Payload } from './event.js';
import { readJsonField } from './json-column.js';

/**
 * Create and update filter of `projects`: a `context_schema` that cannot be used is refused while somebody is there
 * who can put it right, not when the next version is recorded.
 *
 * @param assertMayWrite asked first: Directus asks after its filters, and a stranger must not have schemas compiled,
 *   which may take seconds
 * @throws InvalidPayload naming the place, and what `assertMayWrite` throws
 */
export async function checkSavedSchema(
  payload: Payload,
  assertMayWrite: () => Promise<void>,
): Promise<Payload> {
  if (payload['context_schema'] === undefined) return payload;
  await assertMayWrite();
  const context_schema = readJsonField(payload, 'context_schema');
  assertUsableSchema(context_schema);
  return { ...payload, context_schema };
}
