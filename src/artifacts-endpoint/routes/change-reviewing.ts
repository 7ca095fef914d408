import { z } from 'zod';
import { changeReviewing } from '../../commands/notifications/change-reviewing.js';
import { readReviewing } from '../../commands/notifications/read-reviewing.js';
import { defineRoute } from '../route.js';
import { data, moment, uuid } from '../schemas.js';
import { digestHour, mode, reviewing, showReviewing } from './reviewing-schemas.js';

/** `PATCH /me/reviewing` */
export const changeReviewingRoute = defineRoute({
  method: 'patch',
  path: '/me/reviewing',
  summary: 'Change how you are told of what waits for you',
  description: 'What is left out stays as it is. For users with access to the Studio.',
  body: z.strictObject({
    mode: mode.nullable().optional(),
    digest_hour: digestHour.nullable().optional(),
    away_from: moment.nullable().optional().meta({ description: 'At once, if left out or null' }),
    away_until: moment
      .nullable()
      .optional()
      .meta({ description: 'In the future and within two years; null: not away' }),
    delegate_to: uuid
      .nullable()
      .optional()
      .meta({ description: 'One of `delegates`, who is told in the meantime' }),
  }),
  responses: { 200: data(reviewing) },
  errors: [],
  async handle({ host, caller, body }) {
    const given = Object.entries(body).filter(([, value]) => value !== undefined);
    await changeReviewing(host, caller, Object.fromEntries(given));
    return { status: 200, body: { data: showReviewing(await readReviewing(host, caller)) } };
  },
});
