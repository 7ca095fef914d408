import { z } from 'zod';
import { findStale } from '../../commands/staleness/find-stale.js';
import type { Json } from '../../domain/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { defineRoute } from '../route.js';
import { data, uuid } from '../schemas.js';
import { staleAnswer } from './staleness-schemas.js';

const MAX_AT_ONCE = 100;

/** `GET /stale` */
export const findStaleRoute = defineRoute({
  method: 'get',
  path: '/stale',
  summary: 'Whether versions are stale, and why',
  description: 'Those that do not exist, or that the caller may not read, are left out.',
  query: z.strictObject({
    versions: z
      .string()
      .max(MAX_AT_ONCE * 40)
      .meta({ description: `Ids of up to ${MAX_AT_ONCE} versions, separated by commas` }),
  }),
  responses: { 200: data(z.array(staleAnswer)) },
  errors: [],
  async handle({ host, caller, query }) {
    const answers = await findStale(host, caller, readIds(query.versions));
    return { status: 200, body: { data: answers as unknown as Json } };
  },
});

function readIds(given: string): string[] {
  const ids = z.array(uuid).min(1).max(MAX_AT_ONCE).safeParse(given.split(','));
  if (ids.success) return ids.data;
  throw new InvalidPayload({
    field: 'versions',
    reason: `"versions" must be up to ${MAX_AT_ONCE} uuids, separated by commas`,
  });
}
