import { z } from 'zod';
import { answerOnce } from '../../commands/answer-once.js';
import { liftFreeze } from '../../commands/lift-freeze.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, promotion, uuid } from '../schemas.js';
import { freeze, showFreeze, why } from './freeze-schemas.js';

/** `POST /freezes/:id/lift` */
export const liftFreezeRoute = defineRoute({
  method: 'post',
  path: '/freezes/:id/lift',
  summary: 'End a freeze, and promote what would have gone live by itself meanwhile',
  description:
    'One that was lifted before stays as it is, and nothing is promoted. For those who may update the project, and people only.',
  params: z.object({ id: uuid }),
  body: z.strictObject({ reason: why.nullable().optional() }),
  responses: { 200: data(z.object({ freeze, promotion })) },
  errors: ['CONTEXT_UNEXPLAINED'],
  async handle({ host, caller, params, body, once }) {
    return answerOnce(host, once, async (trx) => {
      const { result, announcements } = await liftFreeze({
        host,
        caller,
        trx,
        freezeId: params.id,
        reason: body.reason ?? null,
      });
      const answer = {
        freeze: showFreeze(result.freeze),
        promotion: result.promotion as unknown as Json,
      };
      return { status: 200, body: { data: answer }, announcements };
    });
  },
});
