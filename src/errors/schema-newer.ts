import { createError } from '@directus/errors';

interface SchemaNewerExtensions {
  /** The newest migration that ran on the database, e.g. `artifacts006`. */
  migration: string;
  /** The newest one that this server's bundle knows. */
  known: string;
}

/** 503 `SCHEMA_NEWER`: a newer release has changed the database, and this server's bundle does not know its rules. */
export const SchemaNewer = createError<SchemaNewerExtensions>(
  'SCHEMA_NEWER',
  ({ migration, known }) =>
    `A newer release of the bundle has migrated the database (${migration}); this server knows it up to ${known} and writes nothing. Ask again: another server may be up to date, and an operator has to update this one.`,
  503,
);
