import { createError } from '@directus/errors';

interface ParentMismatchExtensions {
  /** What does not fit together, as a sentence without its full stop. */
  reason: string;
}

/** 422 `PARENT_MISMATCH`: the named parent exists, but is not what the request says it is. */
export const ParentMismatch = createError<ParentMismatchExtensions>(
  'PARENT_MISMATCH',
  ({ reason }) => `${reason}. Read the line again and name one of its versions.`,
  422,
);
