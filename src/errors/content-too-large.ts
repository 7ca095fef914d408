import { createError } from '@directus/errors';

interface ContentTooLargeExtensions {
  /** The limit as it is configured, e.g. `1mb`. */
  limit?: string;
}

/** 413 `CONTENT_TOO_LARGE`: the body is larger than `MAX_PAYLOAD_SIZE`. */
export const ContentTooLarge = createError<ContentTooLargeExtensions>(
  'CONTENT_TOO_LARGE',
  ({ limit }) =>
    `The request body is larger than the allowed ${limit ?? 'size'}. Upload large content as a file, or raise MAX_PAYLOAD_SIZE.`,
  413,
);
