import { createError } from '@directus/errors';

interface PromotionScheduledExtensions {
  schema_key: string;
  version_id: string;
  promote_at: string;
}

/** 409 `PROMOTION_SCHEDULED`: this version is to go live later, and not before. */
export const PromotionScheduled = createError<PromotionScheduledExtensions>(
  'PROMOTION_SCHEDULED',
  ({ schema_key, promote_at }) =>
    `The version of "${schema_key}" is to go live at ${promote_at}, and not before. Change its time or call it off first.`,
  409,
);
