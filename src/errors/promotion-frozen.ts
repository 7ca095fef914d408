import { createError } from '@directus/errors';

interface PromotionFrozenExtensions {
  schema_key: string;
  version_id: string;
  freeze_id: string;
  /** Why it was frozen. */
  reason: string;
  /** User id of who froze it. */
  frozen_by: string | null;
  frozen_at: string;
  /** When the freeze ends by itself, if it does. */
  until: string | null;
}

/** 409 `PROMOTION_FROZEN`: somebody has stopped what would go live at this key. */
export const PromotionFrozen = createError<PromotionFrozenExtensions>(
  'PROMOTION_FROZEN',
  ({ schema_key, reason, frozen_by, frozen_at, until }) =>
    `The schema key "${schema_key}" is frozen since ${frozen_at} by ${frozen_by ?? 'the system'}${
      until === null ? '' : `, until ${until}`
    }: ${reason}. Have the freeze lifted, or promote the other versions.`,
  409,
);
