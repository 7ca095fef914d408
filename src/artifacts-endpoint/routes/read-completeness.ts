import { z } from 'zod';
import { readCompleteness } from '../../commands/context-schema/read-completeness.js';
import { COMPLETENESS_STATES } from '../../domain/context-schema/words.js';
import { defineRoute } from '../route.js';
import { contextVersion, data, key, projectParams, schemaKey, uuid } from '../schemas.js';

const count = z.int().min(0);
const named = z.object({ version_id: uuid, schema_key: schemaKey, version_number: z.int() }).nullable();

const completeness = z
  .object({
    project_id: key,
    context_version: contextVersion,
    complete: z.boolean().meta({ description: 'All that is required is live and follows the schema' }),
    totals: z
      .object({
        required: count,
        live: count,
        invalid: count,
        approved: count,
        pending: count,
        missing: count,
      })
      .meta({ description: 'Of the required keys' }),
    keys: z.array(
      z.object({
        schema_key: z.string().meta({ description: 'Or a glob, of which one key at least is asked for' }),
        required: z.boolean(),
        description: z.string().nullable(),
        state: z.enum(COMPLETENESS_STATES),
        valid: z
          .boolean()
          .nullable()
          .meta({ description: 'Of what is live; null when nothing is, or when it could not be checked' }),
        live: named,
        approved: named,
        pending: named,
        pending_count: count,
      }),
    ),
  })
  .meta({ id: 'Completeness' });

/** `GET /projects/:id/completeness` */
export const readCompletenessRoute = defineRoute({
  method: 'get',
  path: '/projects/:id/completeness',
  summary: 'What the schema of a project asks for, and how far each of it is',
  description:
    'Counts what the caller may read. A project without a context_schema asks for nothing and is complete.',
  params: projectParams,
  responses: { 200: data(completeness) },
  errors: [],
  async handle({ host, caller, params }) {
    const result = await readCompleteness(host, caller, params.id);
    return { status: 200, body: { data: { ...result } } };
  },
});
