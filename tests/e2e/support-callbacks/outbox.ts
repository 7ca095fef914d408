import { vi } from 'vitest';
import { as, type Reply } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';

/** A row of the outbox, as far as tests look at it. */
export interface OutboxRow {
  id: string;
  url: string;
  status: string;
  attempts: number;
  last_status: number | null;
  last_error: string | null;
  delivered_at: unknown;
}

/** The calls of a version in their order; who merely listens is no call. */
export async function outboxOf(instance: Instance, versionId: string): Promise<OutboxRow[]> {
  return instance
    .knex<OutboxRow & { artifact_version_id: string; sequence: number }>('artifact_callbacks')
    .where({ artifact_version_id: versionId })
    .where('sequence', '>', 0)
    .orderBy('sequence');
}

/** The calls of a version once all of them are delivered or given up. */
export async function settledOutbox(instance: Instance, versionId: string): Promise<OutboxRow[]> {
  return vi.waitUntil(
    async () => {
      const rows = await outboxOf(instance, versionId);
      return rows.length > 0 && rows.every((row) => row.status !== 'pending') ? rows : false;
    },
    { timeout: 20_000, interval: 50 },
  );
}

/** Decides as the reviewer through the endpoint. */
export async function decide(
  instance: Instance,
  versionId: string,
  action: string,
  more: Record<string, unknown> = {},
): Promise<Reply> {
  const reviewer = as(instance.url, instance.reviewer.token);
  const reply = await reviewer.post('/artifacts/decisions', { version_id: versionId, action, ...more });
  if (reply.status !== 200) throw new Error(`${action}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply;
}

/** Long enough for several looks into the outbox at the pace of the tests. */
export const A_WHILE_MS = 1500;

export const TEST_PACE = { ARTIFACTS_CALLBACK_RETRY_MS: '100' };
