import { z } from 'zod';
import { answerOnce } from '../../commands/answer-once.js';
import { schedulePromotion } from '../../commands/schedule-promotion.js';
import { defineRoute } from '../route.js';
import { data, moment, schemaKey, timestamp, uuid, versionParams } from '../schemas.js';
import { why } from './freeze-schemas.js';

const scheduled = z
  .object({
    version_id: uuid,
    schema_key: schemaKey,
    promote_at: timestamp.nullable(),
    previous: timestamp.nullable().meta({ description: 'What it was before' }),
  })
  .meta({ id: 'Scheduled' });

/** `POST /versions/:id/schedule` */
export const schedulePromotionRoute = defineRoute({
  method: 'post',
  path: '/versions/:id/schedule',
  summary: 'Say when an approved version goes live, or call it off',
  description:
    'Makes nothing live at once: a version whose time is called off waits for its task, or to be promoted.',
  params: versionParams,
  body: z.strictObject({
    promote_at: moment
      .nullable()
      .meta({ description: 'In the future and within two years. Null calls it off' }),
    reason: why.nullable().optional(),
  }),
  responses: { 200: data(scheduled) },
  errors: ['ILLEGAL_TRANSITION', 'SELF_APPROVAL_FORBIDDEN'],
  async handle({ host, caller, params, body, once }) {
    return answerOnce(host, once, async (trx) => {
      const { result, announcements } = await schedulePromotion({
        host,
        caller,
        trx,
        versionId: params.id,
        promoteAt: body.promote_at,
        reason: body.reason ?? null,
      });
      const { version, previous } = result;
      const { id: version_id, schema_key, promote_at } = version;
      return { status: 200, body: { data: { version_id, schema_key, promote_at, previous } }, announcements };
    });
  },
});
