import { createError } from '@directus/errors';

interface ReasonRequiredExtensions {
  action: string;
}

/** 400 `REASON_REQUIRED`: this decision must say why, because the next attempt learns from it. */
export const ReasonRequired = createError<ReasonRequiredExtensions>(
  'REASON_REQUIRED',
  ({ action }) => `A "${action}" needs a reason. Send it as a text that is not blank.`,
  400,
);
