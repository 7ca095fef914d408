import { createError } from '@directus/errors';

interface ForbiddenExtensions {
  /** What was refused, as a sentence without its full stop. Must not tell a missing row from an unreadable one. */
  reason?: string;
}

/** 403 `FORBIDDEN`: not permitted, not readable or not there. Directus does not tell these apart, nor do we. */
export const Forbidden = createError<ForbiddenExtensions>(
  'FORBIDDEN',
  ({ reason }) =>
    reason === undefined ? "You don't have permission to access this, or it does not exist." : `${reason}.`,
  403,
);
