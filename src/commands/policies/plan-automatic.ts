import type { Knex } from 'knex';
import { deriveActor } from '../../domain/actor.js';
import { addMilliseconds } from '../../domain/callback-schedule.js';
import { decidingRule, judge } from '../../domain/policies/match-policy.js';
import { reasonText } from '../../domain/policies/reason-text.js';
import type { Sha256, Version } from '../../domain/words.js';
import type { Caller } from '../../directus/host.js';
import {
  insertPolicyDecisions,
  movePolicyDecision,
  type PlannedByPolicy,
} from '../../store/policy-decisions.js';
import { loadPolicies } from './load-policies.js';

/** Whoever recorded carries the decision out right away; the others wait this long before they take it up. */
const HEAD_START_MS = 3000;

/** Versions that policies have decided on, by the transaction that records them. */
const planned = new WeakMap<Knex.Transaction, Set<string>>();

/**
 * Lets policies look at versions that are about to be recorded, and writes down in the same transaction what they
 * decide: a server that dies after the commit has not forgotten it.
 */
export async function planAutomatic(
  caller: Caller,
  trx: Knex.Transaction,
  versions: Version[],
): Promise<void> {
  const policies = await loadPolicies(
    trx,
    versions.map((version) => version.project_id),
  );
  if (policies.length === 0) return;
  const { type } = deriveActor(caller.accountability);
  const author = type === 'rule' ? 'system' : type;
  const decisions = versions.flatMap((version): PlannedByPolicy[] => {
    const policy = decidingRule(judge(policies, { version, author }));
    if (policy === null || policy.effect === 'require' || version.content_hash === null) return [];
    return [
      {
        artifact_version_id: version.id,
        policy_id: policy.id,
        revision: policy.revision,
        effect: policy.effect,
        reason: reasonText(policy, version),
        content_hash: version.content_hash,
      },
    ];
  });
  if (decisions.length === 0) return;
  const now = new Date().toISOString();
  await insertPolicyDecisions(trx, decisions, { now, due: addMilliseconds(now, HEAD_START_MS) });
  const ids = planned.get(trx) ?? new Set();
  planned.set(trx, ids);
  for (const { artifact_version_id } of decisions) ids.add(artifact_version_id);
}

/** Which of these versions policies decided on in this transaction. */
export function plannedIn(trx: Knex.Transaction): string[] {
  return [...(planned.get(trx) ?? [])];
}

/**
 * Directus links the files of a version after it has inserted the row. While that is one transaction the policy has
 * decided on all of it; a link that comes later is an edit.
 */
export async function followContent(
  trx: Knex.Transaction,
  versionId: string,
  contentHash: Sha256,
): Promise<void> {
  if (planned.get(trx)?.has(versionId) === true) await movePolicyDecision(trx, versionId, contentHash);
}
