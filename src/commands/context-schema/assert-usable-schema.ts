import { checkContextSchema } from '../../domain/context-schema/read-context-schema.js';
import { SchemaFlaw } from '../../domain/context-schema/schema-flaw.js';
import type { Json } from '../../domain/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { COMPILE_MS } from './compiled-rules.js';
import { TookTooLong, withTimeLimit } from './time-limit.js';

/**
 * Refuses a `context_schema` that nothing could be held against.
 *
 * @throws InvalidPayload with the place as a JSON Pointer
 */
export function assertUsableSchema(contextSchema: Json): void {
  const field = 'context_schema';
  try {
    withTimeLimit(COMPILE_MS, () => checkContextSchema(contextSchema));
  } catch (error) {
    if (error instanceof SchemaFlaw) {
      const { pointer, flaw } = error;
      const where = pointer === '' ? '' : ` at ${pointer}`;
      throw new InvalidPayload({ field, pointer, reason: `"${field}"${where} ${flaw}` });
    }
    if (error instanceof TookTooLong) {
      throw new InvalidPayload({
        field,
        pointer: '',
        reason: `"${field}" takes too long to compile; make it simpler`,
      });
    }
    throw error;
  }
}
