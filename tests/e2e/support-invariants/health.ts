import type { Key } from '../../../src/domain/words.js';
import type { Violation } from '../../../src/store/invariants/index.js';
import { as } from '../../helpers/api.js';
import type { Reply } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';

export interface HealthBody {
  data?: {
    status: string;
    schema: { migrated: boolean; missing: string[]; newer: string | null };
    guards: { missing: string[] };
    outbox: { pending: number; failed: number; oldest_pending_seconds: number | null };
    schedule: { waiting: number; overdue: number; frozen: number; oldest_overdue_seconds: number | null };
    settings: { promote_on: string; create_documents: unknown; forbid_self_approval: boolean };
    violations?: Violation[];
  };
  errors?: { extensions: { code: string } }[];
}

export function readHealth(
  instance: Instance,
  query = '',
  token: string | null = instance.admin.token,
): Promise<Reply<HealthBody>> {
  return as(instance.url, token).get<HealthBody>(`/artifacts/health${query}`);
}

/** What the deep check finds in one project. */
export async function violationsOf(instance: Instance, projectId: Key): Promise<Violation[]> {
  const reply = await readHealth(instance, `?deep=true&project_id=${projectId}`);
  const violations = reply.body.data?.violations;
  if (violations === undefined) throw new Error(`No deep check: ${JSON.stringify(reply.body)}`);
  return violations;
}

/** Which invariants a project breaks, each once. */
export async function brokenIn(instance: Instance, projectId: Key): Promise<string[]> {
  return [...new Set((await violationsOf(instance, projectId)).map(({ invariant }) => invariant))];
}
