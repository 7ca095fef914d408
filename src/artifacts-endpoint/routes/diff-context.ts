import { z } from 'zod';
import { diffContext } from '../../commands/read-context.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { contextVersion, data, projectParams, schemaKey, wholeNumber } from '../schemas.js';

const entry = z.looseObject({}).nullable();
const diff = z.object({
  from: contextVersion,
  to: contextVersion,
  changes: z.array(z.object({ schema_key: schemaKey, from: entry, to: entry })),
});

/** `GET /projects/:id/context/diff` */
export const diffContextRoute = defineRoute({
  method: 'get',
  path: '/projects/:id/context/diff',
  summary: 'What changed between two versions of a context',
  params: projectParams,
  query: z.strictObject({
    from: wholeNumber,
    to: wholeNumber.optional().meta({ description: 'The current version, if left out' }),
  }),
  responses: { 200: data(diff) },
  errors: ['ARCHIVE_UNREADABLE'],
  async handle({ host, caller, params, query }) {
    const { from, to } = query;
    const result = await diffContext({ host, caller, projectId: params.id, from, to });
    return { status: 200, body: { data: result as unknown as Json } };
  },
});
