import { z } from 'zod';
import { readFreezes } from '../../commands/read-freezes.js';
import { defineRoute } from '../route.js';
import { data, projectParams } from '../schemas.js';
import { freeze, showFreeze } from './freeze-schemas.js';

/** `GET /projects/:id/freezes` */
export const listFreezesRoute = defineRoute({
  method: 'get',
  path: '/projects/:id/freezes',
  summary: 'What is frozen in a project, by whom and why',
  params: projectParams,
  query: z.strictObject({
    all: z
      .enum(['true', 'false', ''])
      .optional()
      .transform((value) => value === 'true' || value === '')
      .meta({ description: 'Also what was lifted: the newest 1000, the newest first' }),
  }),
  responses: { 200: data(z.array(freeze)) },
  errors: [],
  async handle({ host, caller, params, query }) {
    const found = await readFreezes({ host, caller, projectId: params.id, all: query.all });
    return { status: 200, body: { data: found.map(showFreeze) } };
  },
});
