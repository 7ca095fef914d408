import type { ApprovalEntry, Json, Key } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Api } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';
import { newProject, type TestProject } from '../support-http/new-project.js';

/** A policy as Directus returns it. */
interface PolicyRow {
  id: string;
  name: string;
  revision: number;
  enabled: boolean;
  [field: string]: unknown;
}

export interface PolicyProject extends TestProject {
  secondReviewer: Api;
  /** Makes a policy of this project; no other test's versions are touched by it. */
  policy: (fields: Record<string, Json>) => Promise<PolicyRow>;
  edit: (policy: PolicyRow, fields: Record<string, Json>) => Promise<PolicyRow>;
  /** The log of a version, in its order. */
  log: (versionId: string) => Promise<LoggedEntry[]>;
}

type LoggedEntry = Pick<
  ApprovalEntry,
  'action' | 'actor_id' | 'actor_type' | 'reason' | 'feedback' | 'decision_id'
>;

/** A project of its own with policies. */
export async function policyProject(instance: Instance): Promise<PolicyProject> {
  const project = await newProject(instance);
  const { admin, project_id } = project;
  return {
    ...project,
    secondReviewer: as(instance.url, instance.secondReviewer.token),
    policy: async (fields) =>
      expectData(
        await admin.post<{ data?: PolicyRow }>('/items/artifact_policies', {
          name: 'A policy',
          project_id,
          ...fields,
        }),
      ),
    edit: async ({ id }, fields) =>
      expectData(await admin.patch<{ data?: PolicyRow }>(`/items/artifact_policies/${id}`, fields)),
    log: (versionId) => logOf(admin, versionId),
  };
}

async function logOf(admin: Api, versionId: string): Promise<LoggedEntry[]> {
  const filter = encodeURIComponent(JSON.stringify({ artifact_version_id: { _eq: versionId } }));
  return expectData(
    await admin.get<{ data?: LoggedEntry[] }>(
      `/items/artifact_approvals?filter=${filter}&sort=sequence&limit=-1`,
    ),
  );
}

/** What is kept of a policy's revisions, as the database has it. */
export async function revisionsOf(
  instance: Instance,
  policyId: Key,
): Promise<{ revision: number; rule: Json }[]> {
  const rows: { revision: number; rule: unknown }[] = await instance
    .knex('artifact_policy_revisions')
    .select('revision', 'rule')
    .where({ policy_id: policyId })
    .orderBy('revision');
  return rows.map(({ revision, rule }) => ({
    revision,
    rule: (typeof rule === 'string' ? JSON.parse(rule) : rule) as Json,
  }));
}
