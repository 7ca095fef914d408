import type { Host } from '../directus/host.js';
import { forgetAnswers } from '../store/idempotency.js';

/** Deletes stored answers to Idempotency-Keys that are older than the operator's setting. */
export async function forgetOldAnswers(host: Host): Promise<void> {
  const lifetime = host.settings.idempotencyHours * 60 * 60 * 1000;
  await forgetAnswers(host.database, new Date(Date.now() - lifetime).toISOString());
}
