import { createError } from '@directus/errors';

interface AppendOnlyExtensions {
  collection: string;
  /** What to do instead, where adding another row is not it. */
  reason?: string;
}

/** 403 `APPEND_ONLY`: nothing recorded is ever deleted or rewritten. */
export const AppendOnly = createError<AppendOnlyExtensions>(
  'APPEND_ONLY',
  ({ collection, reason }) =>
    reason ??
    `Rows of "${collection}" are kept as they were recorded and cannot be changed or deleted. Add a new one instead.`,
  403,
);
