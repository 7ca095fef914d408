import { createError } from '@directus/errors';

/** A context version, or per schema key the id of the version that is live there (null: none). */
type ContextState = number | Record<string, string | null>;

interface ContextVersionConflictExtensions {
  expected: ContextState;
  current: ContextState;
  /** Schema keys at which `expect` did not hold. */
  paths?: string[];
}

const message = ({ expected, current, paths }: ContextVersionConflictExtensions): string => {
  const advice = 'Read the context again and decide on what it says now.';
  if (paths !== undefined) return `What is live at ${paths.join(', ')} is not what you expected. ${advice}`;
  return `The context is at version ${JSON.stringify(current)}, not ${JSON.stringify(expected)}. ${advice}`;
};

/** 409 `CONTEXT_VERSION_CONFLICT`: `if_match` or `expect` in the body did not hold. */
export const ContextVersionConflict = createError<ContextVersionConflictExtensions>(
  'CONTEXT_VERSION_CONFLICT',
  message,
  409,
);

/** 412 `CONTEXT_VERSION_CONFLICT`: the `If-Match` header did not hold. */
export const PreconditionFailed = createError<ContextVersionConflictExtensions>(
  'CONTEXT_VERSION_CONFLICT',
  message,
  412,
);
