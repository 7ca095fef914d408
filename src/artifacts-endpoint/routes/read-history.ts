import { z } from 'zod';
import { readHistory } from '../../commands/read-history.js';
import { ENTRY_ACTIONS, type EntryAction } from '../../domain/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { defineRoute } from '../route.js';
import { approval, projectParams, schemaKey, wholeNumber } from '../schemas.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
/** PostgreSQL refuses to compare its integer column with more. */
const HIGHEST_SEQUENCE = 2 ** 31 - 1;

const entry = approval.extend({ schema_key: schemaKey.nullable(), version_number: z.int().nullable() });

/** How many entries a page may have. */
export const pageSize = wholeNumber
  .refine((limit) => limit >= 1 && limit <= MAX_LIMIT, `must be from 1 to ${MAX_LIMIT}`)
  .default(DEFAULT_LIMIT);

/** `GET /projects/:id/history` */
export const readHistoryRoute = defineRoute({
  method: 'get',
  path: '/projects/:id/history',
  summary: 'The audit timeline of a project, newest first',
  params: projectParams,
  query: z.strictObject({
    limit: pageSize,
    cursor: wholeNumber
      .transform((sequence) => Math.min(sequence, HIGHEST_SEQUENCE))
      .optional()
      .meta({ description: '"next_cursor" of the page before' }),
    schema_key: schemaKey.optional(),
    action: z.string().max(255).optional().meta({ description: 'One or more actions, separated by commas' }),
  }),
  responses: {
    200: z.object({ data: z.array(entry), meta: z.object({ next_cursor: z.int().nullable() }) }),
  },
  errors: [],
  async handle({ host, caller, params, query }) {
    const { entries, nextCursor } = await readHistory({
      host,
      caller,
      projectId: params.id,
      limit: query.limit,
      before: query.cursor,
      schemaKey: query.schema_key,
      action: query.action === undefined ? undefined : query.action.split(',').map(readAction),
    });
    return { status: 200, body: { data: entries, meta: { next_cursor: nextCursor } } };
  },
});

function readAction(given: string): EntryAction {
  const action = ENTRY_ACTIONS.find((candidate) => candidate === given.trim());
  if (action !== undefined) return action;
  throw new InvalidPayload({ field: 'action', reason: `"action" must be among ${ENTRY_ACTIONS.join(', ')}` });
}
