import { z } from 'zod';
import { readFeedback } from '../../commands/read-feedback.js';
import { ACTOR_TYPES } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, json, projectParams, schemaKey, sha256, uuid } from '../schemas.js';
import { pageSize } from './read-history.js';

const feedback = z.object({
  schema_key: schemaKey.nullable(),
  version_id: uuid.nullable(),
  version_number: z.int().nullable(),
  action: z.enum(['reject', 'request_changes', 'revoke']),
  reason: z.string().nullable(),
  feedback: json.nullable(),
  actor_type: z.enum(ACTOR_TYPES),
  content_hash: sha256.nullable(),
  date_created: z.iso.datetime(),
});

/** `GET /projects/:id/feedback` */
export const readFeedbackRoute = defineRoute({
  method: 'get',
  path: '/projects/:id/feedback',
  summary: 'Why earlier attempts were turned down, newest first: for the prompt of the next one',
  params: projectParams,
  query: z.strictObject({ schema_key: schemaKey.optional(), limit: pageSize }),
  responses: { 200: data(z.array(feedback)) },
  errors: [],
  async handle({ host, caller, params, query }) {
    const { schema_key: schemaKeyGiven, limit } = query;
    const said = await readFeedback({ host, caller, projectId: params.id, schemaKey: schemaKeyGiven, limit });
    return { status: 200, body: { data: said } };
  },
});
