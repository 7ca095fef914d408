import { z } from 'zod';
import { listStale, type StalePlace } from '../../commands/staleness/list-stale.js';
import type { Json } from '../../domain/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { defineRoute } from '../route.js';
import { projectParams } from '../schemas.js';
import { pageSize } from './read-history.js';
import { staleVersion } from './staleness-schemas.js';

/** `GET /projects/:id/stale` */
export const listStaleRoute = defineRoute({
  method: 'get',
  path: '/projects/:id/stale',
  summary: 'What of a project was made from something that is no longer current',
  description:
    'Among what is live, approved or waits for a decision, by key and number. Tells of what the caller may read.',
  params: projectParams,
  query: z.strictObject({
    limit: pageSize,
    cursor: z.string().max(300).optional().meta({ description: '"next_cursor" of the page before' }),
  }),
  responses: {
    200: z.object({
      data: z.array(staleVersion),
      meta: z.object({ next_cursor: z.string().nullable() }),
    }),
  },
  errors: [],
  async handle({ host, caller, params, query }) {
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
    const { limit } = query;
    const { versions, next } = await listStale({ host, caller, projectId: params.id, after, limit });
    const cursor = next === null ? null : `${next.schema_key}@${next.version_number}`;
    return { status: 200, body: { data: versions as unknown as Json, meta: { next_cursor: cursor } } };
  },
});

function readCursor(cursor: string): StalePlace {
  const [, schema_key, number] = /^([a-z0-9_.-]+)@(\d{1,9})$/.exec(cursor) ?? [];
  if (schema_key !== undefined) return { schema_key, version_number: Number(number) };
  throw new InvalidPayload({ field: 'cursor', reason: '"cursor" must be the "next_cursor" of a page' });
}
