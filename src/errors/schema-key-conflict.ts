import { createError } from '@directus/errors';

interface SchemaKeyConflictExtensions {
  schema_key: string;
  conflicts_with: string;
}

/** 409 `SCHEMA_KEY_CONFLICT`: one key cannot be both an artifact and a branch that holds others. */
export const SchemaKeyConflict = createError<SchemaKeyConflictExtensions>(
  'SCHEMA_KEY_CONFLICT',
  ({ schema_key, conflicts_with }) =>
    `The schema key "${schema_key}" cannot exist beside "${conflicts_with}" in one project: one of them contains the other. Choose another key.`,
  409,
);
