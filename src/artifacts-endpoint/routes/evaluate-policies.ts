import { z } from 'zod';
import { answerOnce } from '../../commands/answer-once.js';
import { backtestPolicy, type BacktestRequest } from '../../commands/policies/backtest-policy.js';
import { readVersionPolicies } from '../../commands/policies/read-version-policies.js';
import type { Json } from '../../domain/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { defineRoute } from '../route.js';
import { data, json, key, uuid } from '../schemas.js';
import { backtest, pastPlace, versionPolicies } from './policy-schemas.js';

const DAYS = 90;
const PAGE = 200;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What is in the fields is checked as when a policy is saved. */
const candidate = z
  .strictObject({
    name: json.optional(),
    project_id: json.optional(),
    schema_key: json.optional(),
    origins: json.optional(),
    actor_types: json.optional(),
    filter: json.optional(),
    effect: json,
    reason: json.optional(),
    approvals: json.optional(),
    reviewers: json.optional(),
    distinct_from_author: json.optional(),
    fresh: json.optional(),
  })
  .meta({ id: 'PolicyCandidate', description: 'The fields of a policy as it might be saved' });

const body = z
  .strictObject({
    version_id: uuid.optional(),
    policy: candidate.optional(),
    policy_id: uuid.optional(),
    since: z.iso.datetime().optional(),
    days: z
      .int()
      .min(1)
      .max(3650)
      .optional()
      .meta({ description: `${DAYS} if neither is given` }),
    project_id: key.optional(),
    limit: z
      .int()
      .min(1)
      .max(500)
      .optional()
      .meta({ description: `Versions to look at, ${PAGE} if left out` }),
    before: pastPlace.optional().meta({ description: '"next" of the page before' }),
  })
  .meta({ id: 'EvaluationRequest', description: 'One of version_id, policy and policy_id' });

/** `POST /policies/evaluate` */
export const evaluatePoliciesRoute = defineRoute({
  method: 'post',
  path: '/policies/evaluate',
  summary: 'Dry run: what policies say about a version, or what one would have done with recorded history',
  description: 'Changes nothing: it is a POST because of its body.',
  body,
  responses: { 200: data(z.union([versionPolicies, backtest])) },
  errors: [],
  async handle({ host, caller, body: given, once }) {
    assertOneQuestion(given);
    const answer =
      given.version_id === undefined
        ? await backtestPolicy(host, caller, toBacktest(given))
        : await readVersionPolicies(host, caller, given.version_id);
    return answerOnce(host, once, () =>
      Promise.resolve({ status: 200, body: { data: answer as unknown as Json }, announcements: [] }),
    );
  },
});

type Body = z.output<typeof body>;

function assertOneQuestion(given: Body): void {
  const asked = (['version_id', 'policy', 'policy_id'] as const).filter((name) => given[name] !== undefined);
  if (asked.length !== 1) {
    throw new InvalidPayload({
      field: asked[1] ?? 'version_id',
      reason: 'Give one of "version_id", "policy" and "policy_id"',
    });
  }
  if (given.version_id !== undefined) {
    const useless = (['since', 'days', 'project_id', 'limit', 'before'] as const).find(
      (name) => given[name] !== undefined,
    );
    if (useless === undefined) return;
    throw new InvalidPayload({ field: useless, reason: `"${useless}" goes with "policy" or "policy_id"` });
  }
  if (given.since !== undefined && given.days !== undefined) {
    throw new InvalidPayload({ field: 'days', reason: 'Give one of "since" and "days"' });
  }
}

function toBacktest(given: Body): BacktestRequest {
  const { policy, policy_id, since, days = DAYS, project_id, limit = PAGE, before } = given;
  return {
    policy: policy === undefined ? (policy_id ?? '') : { name: 'Not saved', ...policy },
    since: new Date(since ?? Date.now() - days * DAY_MS).toISOString(),
    projectId: project_id,
    limit,
    before,
  };
}
