import { createError } from '@directus/errors';

interface ParentNotFoundExtensions {
  /** The id or content hash that was named. */
  parent: string;
}

/** 422 `PARENT_NOT_FOUND`: the named parent is not a version of this line. */
export const ParentNotFound = createError<ParentNotFoundExtensions>(
  'PARENT_NOT_FOUND',
  ({ parent }) =>
    `The parent ${parent} is not a version of this schema key. Name one that is, or set allow_orphan with its hash.`,
  422,
);
