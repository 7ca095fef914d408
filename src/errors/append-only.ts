import { createError } from '@directus/errors';

interface AppendOnlyExtensions {
  collection: string;
}

/** 403 `APPEND_ONLY`: nothing recorded is ever deleted or rewritten. */
export const AppendOnly = createError<AppendOnlyExtensions>(
  'APPEND_ONLY',
  ({ collection }) =>
    `Rows of "${collection}" are kept as they were recorded and cannot be changed or deleted. Add a new one instead.`,
  403,
);
