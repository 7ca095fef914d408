import { matchesGlob } from '../schema-key.js';
import { matchesFilter } from './match-filter.js';
import type { Policy, Subject } from './words.js';

/** Whether a policy is about this version. What is cheap is asked first: every recording comes here. */
export function fits(policy: Policy, { version, author }: Subject): boolean {
  const { project_id, schema_key, origins, actor_types, filter } = policy;
  if (project_id !== null && String(project_id) !== String(version.project_id)) return false;
  if (schema_key !== null && !matchesGlob(version.schema_key, schema_key)) return false;
  if (origins !== null && !origins.some((origin) => origin === version.change_origin)) return false;
  if (actor_types !== null && !actor_types.includes(author)) return false;
  return filter === null || matchesFilter(filter, version);
}

/** What the policies say about a version: they are in their order. */
export interface Verdict {
  /** Of the rules that decide by themselves, the first that fits. */
  automatic: Policy | null;
  /** All that have to hold before it is approved. */
  requires: Policy[];
}

/** Applies policies, in their order, to one version. */
export function judge(policies: Policy[], subject: Subject): Verdict {
  const fitting = policies.filter((policy) => fits(policy, subject));
  return {
    automatic: fitting.find(({ effect }) => effect !== 'require') ?? null,
    requires: fitting.filter(({ effect }) => effect === 'require'),
  };
}

/**
 * The rule that decides on a version by itself; null if none does. What other people have to approve is never
 * approved by a rule, wherever that stands in the order: narrow the requirement to make an exception.
 */
export function decidingRule({ automatic, requires }: Verdict): Policy | null {
  return automatic?.effect === 'auto_approve' && requires.length > 0 ? null : automatic;
}
