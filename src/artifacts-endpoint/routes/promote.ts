import { z } from 'zod';
import { answerOnce, LeaveWith } from '../../commands/answer-once.js';
import type { DocumentRule } from '../../commands/create-documents.js';
import { promote, type PromotionScope } from '../../commands/promote.js';
import type { Json } from '../../domain/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { readPrecondition } from '../read-precondition.js';
import { defineRoute } from '../route.js';
import { contextVersion, createDocuments, data, key, promotion, schemaKey, uuid } from '../schemas.js';

const body = z
  .strictObject({
    task_id: key.optional(),
    project_id: key.optional(),
    version_ids: z.array(uuid).min(1).max(1000).optional(),
    if_match: contextVersion.optional().meta({ description: 'Refuse if the context is at another version' }),
    expect: z
      .record(schemaKey, uuid.nullable())
      .optional()
      .meta({ description: 'Which version must be live at a path (null: none)' }),
    dry_run: z.boolean().optional().meta({ description: 'Show the result and change nothing' }),
    create_documents: createDocuments.optional(),
  })
  .meta({ id: 'PromotionRequest' });

type Body = z.output<typeof body>;

/** `POST /promotions` */
export const promoteRoute = defineRoute({
  method: 'post',
  path: '/promotions',
  summary: 'Promote what is approved into the context of its project',
  description:
    'Name one of task_id, project_id and version_ids. Nothing to promote is a success with an empty list and no new context version. What is frozen or to go live later is skipped and listed; when version_ids names it, it is refused, but for a dry run.',
  body,
  responses: { 200: data(promotion.extend({ dry_run: z.literal(true).optional() })) },
  errors: [
    'CONTEXT_VERSION_CONFLICT',
    'CONTEXT_UNEXPLAINED',
    'ILLEGAL_TRANSITION',
    'PROMOTION_FROZEN',
    'PROMOTION_SCHEDULED',
  ],
  async handle({ host, caller, body: given, header, once }) {
    const scope = readScope(given);
    const ifMatch = readPrecondition(header('if-match'), given.if_match);
    const documentRule = readRule(given.create_documents);
    return answerOnce(host, once, async (trx) => {
      const { expect } = given;
      const { result, announcements } = await promote({
        host,
        caller,
        trx,
        scope,
        ifMatch,
        expect,
        documentRule,
        dryRun: given.dry_run,
      });
      const answer = { status: 200, body: { data: result as unknown as Json } };
      if (given.dry_run !== true) return { ...answer, announcements };
      throw new LeaveWith({
        status: 200,
        body: { data: { ...(result as unknown as Record<string, Json>), dry_run: true } },
        announcements: [],
        replayed: false,
      });
    });
  },
});

function readScope({ task_id, project_id, version_ids }: Body): PromotionScope {
  const scopes: PromotionScope[] = [];
  if (task_id !== undefined) scopes.push({ task_id });
  if (project_id !== undefined) scopes.push({ project_id });
  if (version_ids !== undefined) scopes.push({ version_ids });
  const [scope] = scopes;
  if (scope !== undefined && scopes.length === 1) return scope;
  throw new InvalidPayload({
    field: 'task_id',
    reason: 'Name exactly one of "task_id", "project_id" and "version_ids"',
  });
}

function readRule(given: Body['create_documents']): DocumentRule | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'boolean') return given ? 'all' : 'off';
  return given;
}
