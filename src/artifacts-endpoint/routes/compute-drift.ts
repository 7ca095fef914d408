import { z } from 'zod';
import { answerOnce } from '../../commands/answer-once.js';
import { computeDrift } from '../../commands/compute-drift.js';
import { DRIFT_STATES } from '../../domain/drift.js';
import { assertSchemaKey } from '../../domain/schema-key.js';
import type { Json, Sha256 } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { contextVersion, data, key, projectParams, schemaKey, sha256, uuid } from '../schemas.js';

const MOST_KEYS = 1000;

const compared = z
  .object({ version_id: uuid, version_number: z.int(), content_hash: sha256.nullable() })
  .nullable();

const drift = z.object({
  project_id: key,
  context_version: contextVersion,
  keys: z.record(
    z.string(),
    z.object({
      schema_key: schemaKey,
      state: z.enum(DRIFT_STATES),
      ours: compared.meta({ description: 'What is live, else what is approved' }),
      base: compared.meta({ description: 'The deployment or sync that ours was made from, or ours itself' }),
      upstream: sha256.nullable(),
    }),
  ),
});

/** `POST /projects/:id/drift` */
export const computeDriftRoute = defineRoute({
  method: 'post',
  path: '/projects/:id/drift',
  summary: 'Compare what a project has with what its source has now',
  description: 'Changes nothing: it is a POST because of its body.',
  params: projectParams,
  body: z.strictObject({
    upstream: z
      .record(z.string(), sha256.nullable())
      .refine((given) => Object.keys(given).length <= MOST_KEYS, `must not have more than ${MOST_KEYS} keys`)
      .meta({
        description: 'Content hash that the source has at each schema key; null: nothing any more',
        maxProperties: MOST_KEYS,
      }),
  }),
  responses: { 200: data(drift) },
  errors: [],
  async handle({ host, caller, params, body, once }) {
    const upstream = readUpstream(body.upstream);
    return answerOnce(host, once, async (trx) => {
      const found = await computeDrift({ host, caller, trx, projectId: params.id, upstream });
      return { status: 200, body: { data: found as unknown as Json }, announcements: [] };
    });
  },
});

/** @throws InvalidPayload naming the first key that cannot be a schema key */
function readUpstream(given: Record<string, Sha256 | null>): Map<string, Sha256 | null> {
  for (const schema_key of Object.keys(given)) assertSchemaKey(schema_key, `upstream.${schema_key}`);
  return new Map(Object.entries(given));
}
