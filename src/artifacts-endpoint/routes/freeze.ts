import { z } from 'zod';
import { answerOnce } from '../../commands/answer-once.js';
import { freeze as freezeProject } from '../../commands/freeze.js';
import { defineRoute } from '../route.js';
import { data, moment, projectParams, schemaKey } from '../schemas.js';
import { freeze, showFreeze, why } from './freeze-schemas.js';

/** `POST /projects/:id/freezes` */
export const freezeRoute = defineRoute({
  method: 'post',
  path: '/projects/:id/freezes',
  summary: 'Stop what would go live in a project, everywhere or at a key and all below it',
  description:
    'Approving goes on: what is approved waits. Withdrawing goes on as well. For those who may update the project, and people only.',
  params: projectParams,
  body: z.strictObject({
    schema_key: schemaKey.nullable().optional().meta({ description: 'The whole project, if left out' }),
    reason: why,
    until: moment
      .nullable()
      .optional()
      .meta({ description: 'When it ends by itself, in the future and within two years' }),
  }),
  responses: { 201: data(freeze) },
  errors: [],
  async handle({ host, caller, params, body, once }) {
    const { schema_key = null, reason, until = null } = body;
    return answerOnce(host, once, async (trx) => {
      const made = await freezeProject({
        host,
        caller,
        trx,
        projectId: params.id,
        schemaKey: schema_key,
        reason,
        until,
      });
      return { status: 201, body: { data: showFreeze(made) }, announcements: [] };
    });
  },
});
