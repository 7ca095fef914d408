import { createError } from '@directus/errors';

interface ContentChangedExtensions {
  version_id: string;
  /** Content hash that the caller looked at. */
  expected: string;
  /** Content hash that the version has now. */
  current: string | null;
}

/** 409 `CONTENT_CHANGED`: the content is not what the caller looked at. */
export const ContentChanged = createError<ContentChangedExtensions>(
  'CONTENT_CHANGED',
  ({ version_id }) => `The content of version ${version_id} has changed since you read it. Look at it again.`,
  409,
);
