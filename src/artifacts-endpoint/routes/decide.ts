import omit from 'lodash/omit.js';
import { z } from 'zod';
import { answerOnce } from '../../commands/answer-once.js';
import { assertMayBeShown } from '../../commands/assert-may-be-shown.js';
import { decideOnRequest } from '../../commands/decide-on-request.js';
import type { Json } from '../../domain/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { readPrecondition } from '../read-precondition.js';
import { defineRoute } from '../route.js';
import {
  approval,
  contextVersion,
  data,
  decisionAction,
  frozenVersion,
  json,
  moment,
  promotion,
  sha256,
  uuid,
  version,
} from '../schemas.js';

const MAX_AT_ONCE = 100;

const decision = z
  .strictObject({
    version_id: uuid,
    action: decisionAction,
    reason: z.string().max(10_000).nullable().optional(),
    feedback: json.optional(),
    content_hash: sha256.optional().meta({ description: 'Refuse if the content is another by now' }),
    override: z.boolean().optional().meta({
      description: 'Approve although policies ask for more approvals. Administrators only, with a reason',
    }),
    promote_at: moment
      .optional()
      .meta({ description: 'With approve: when it goes live, in the future and within two years' }),
    if_match: contextVersion.optional().meta({ description: 'Refuse if the context is at another version' }),
  })
  .meta({ id: 'Decision' });

const decided = z
  .object({
    version,
    approval,
    superseded: version.nullable(),
    promotion: promotion.nullable(),
    frozen: z.array(frozenVersion),
  })
  .meta({ id: 'Decided' });

/** `POST /decisions` */
export const decideRoute = defineRoute({
  method: 'post',
  path: '/decisions',
  summary: 'Approve, reject, request changes to or revoke one version, or up to 100, all or nothing',
  body: z.union([decision, z.array(decision).min(1).max(MAX_AT_ONCE)]),
  responses: { 200: data(z.union([decided, z.array(decided)])) },
  errors: [
    'REASON_REQUIRED',
    'SELF_APPROVAL_FORBIDDEN',
    'APPROVAL_DOES_NOT_COUNT',
    'ILLEGAL_TRANSITION',
    'CONTENT_CHANGED',
    'SCHEMA_KEY_CONFLICT',
    'CONTEXT_VERSION_CONFLICT',
    'CONTEXT_UNEXPLAINED',
    'VALUE_SCHEMA_VIOLATION',
  ],
  async handle({ host, caller, body, header, once }) {
    const batch = Array.isArray(body) ? body : [body];
    const ifMatch = readPrecondition(header('if-match'), commonIfMatch(batch));
    return answerOnce(host, once, async (trx) => {
      const decisions = batch.map((given) => omit(given, 'if_match'));
      await assertMayBeShown(
        { host, caller, trx },
        decisions.map(({ version_id }) => version_id),
      );
      const { decided: results, announcements } = await decideOnRequest({
        host,
        caller,
        trx,
        decisions,
        ifMatch,
      });
      const result = (Array.isArray(body) ? results : results[0]) as unknown as Json;
      return { status: 200, body: { data: result }, announcements };
    });
  },
});

/** A batch is one transaction on one project: it has one precondition. */
function commonIfMatch(batch: z.output<typeof decision>[]): number | undefined {
  const given = new Set(batch.flatMap(({ if_match }) => (if_match === undefined ? [] : [if_match])));
  if (given.size > 1) {
    throw new InvalidPayload({
      field: 'if_match',
      reason: 'The decisions of one request share one "if_match"',
    });
  }
  return [...given][0];
}
