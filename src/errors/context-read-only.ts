import { createError } from '@directus/errors';

interface ContextReadOnlyExtensions {
  field: string;
}

/** 403 `CONTEXT_READ_ONLY`: the context of a project is written by promotions alone. */
export const ContextReadOnly = createError<ContextReadOnlyExtensions>(
  'CONTEXT_READ_ONLY',
  ({ field }) => `The field "${field}" is read-only. Promote approved versions to change what is live.`,
  403,
);
