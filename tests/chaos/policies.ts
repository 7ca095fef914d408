import type { Knex } from 'knex';
import { vi } from 'vitest';
import { as } from '../helpers/api.js';
import type { Instance } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import type { EntryRow } from './model.js';

/** Two people must approve what is recorded under this key, whoever else may decide. */
export const TWO_MUST_AGREE = 'deck.slides.10';
/** What is recorded under this key is approved by a rule, without a person. */
export const APPROVED_BY_RULE = 'auto.banner';

/** The policies of a project of the world. */
export async function makePolicies(instance: Instance, project_id: string): Promise<void> {
  const admin = as(instance.url, instance.admin.token);
  const policies = [
    { name: 'Four eyes', schema_key: TWO_MUST_AGREE, effect: 'require', approvals: 2 },
    { name: 'By itself', schema_key: APPROVED_BY_RULE, effect: 'auto_approve' },
  ];
  for (const policy of policies)
    expectData(await admin.post('/items/artifact_policies', { ...policy, project_id }));
}

/** Waits until servers that were killed in between have carried out what rules decided. */
export async function rulesAreDone(knex: Knex): Promise<void> {
  await vi.waitFor(
    async () => {
      const [open]: string[] = await knex('artifact_policy_decisions')
        .where({ status: 'pending' })
        .pluck('artifact_version_id');
      if (open !== undefined) throw new Error(`A rule has not decided on version ${open}.`);
    },
    { timeout: 60_000, interval: 250 },
  );
}

/** What the log of a project says that its policies forbid, in words. */
export function checkPolicies(
  entries: EntryRow[],
  keyOf: (versionId: string) => string | undefined,
): string[] {
  const agreed = new Map<string, Set<string>>();
  const approved = new Set<string>();
  const byRule = new Set<string>();
  return entries.flatMap((entry) => {
    const { artifact_version_id: id, action, actor_id, content_hash, decision_id, sequence } = entry;
    const wrong = (what: string) => [`policies: entry ${sequence} (${action} of ${keyOf(id)}): ${what}`];
    if (entry.actor_type === 'rule' && action !== 'promote' && action !== 'supersede') {
      if (keyOf(id) !== APPROVED_BY_RULE || action !== 'approve') return wrong('no rule says so');
      if (byRule.has(id)) return wrong('a rule decided twice');
      byRule.add(id);
    }
    if (action === 'request_changes') agreed.delete(id);
    if (action !== 'approve') return [];
    if (keyOf(id) !== TWO_MUST_AGREE)
      return decision_id === null ? wrong('it decided nothing, and nobody else was needed') : [];
    const people = agreed.get(id) ?? new Set();
    agreed.set(id, people.add(`${content_hash} ${actor_id}`));
    const enough = [...people].filter((one) => one.startsWith(`${content_hash} `)).length >= 2;
    if (decision_id === null) return enough ? wrong('two agree, and it decided nothing') : [];
    // An entry on what is approved already only adds its reason.
    if (approved.has(id) || enough) approved.add(id);
    else return wrong('one person was enough');
    return [];
  });
}
