import { z } from 'zod';
import { answerOnce } from '../../commands/answer-once.js';
import { verifyContext } from '../../commands/verify-context.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, json, projectParams } from '../schemas.js';

const report = z.object({
  drift: z.boolean(),
  differences: z.array(z.object({ schema_key: z.string(), expected: json, actual: json })),
  repaired: z.boolean(),
});

/** `POST /projects/:id/context/verify` */
export const verifyContextRoute = defineRoute({
  method: 'post',
  path: '/projects/:id/context/verify',
  summary: 'Recompute a context from its versions, and repair it if asked to',
  params: projectParams,
  body: z.strictObject({ repair: z.boolean().optional().meta({ description: 'For administrators' }) }),
  responses: { 200: data(report) },
  errors: ['CONTEXT_UNEXPLAINED'],
  async handle({ host, caller, params, body, once }) {
    return answerOnce(host, once, async (trx) => {
      const repair = body.repair ?? false;
      const { report: found, announcements } = await verifyContext({
        host,
        caller,
        trx,
        projectId: params.id,
        repair,
      });
      return { status: 200, body: { data: found as unknown as Json }, announcements };
    });
  },
});
