import { createError } from '@directus/errors';
import type { Violation } from '../domain/context-schema/words.js';

interface ValueSchemaViolationExtensions {
  schema_key: string;
  /** What is wrong, at most 20. */
  violations: Violation[];
}

/** 422 `VALUE_SCHEMA_VIOLATION`: a version does not follow what the project's `context_schema` says of its key. */
export const ValueSchemaViolation = createError<ValueSchemaViolationExtensions>(
  'VALUE_SCHEMA_VIOLATION',
  ({ schema_key, violations: [first, ...others] }) => {
    const where = first === undefined || first.pointer === '' ? '' : ` at ${first.pointer}`;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return `The version does not follow the schema of "${schema_key}"${where}: ${first?.message ?? ''}${more}.`;
  },
  422,
);
