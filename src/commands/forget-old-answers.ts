import { addMilliseconds } from '../domain/callback-schedule.js';
import type { Host } from '../directus/host.js';
import { readClock } from '../store/dialect.js';
import { forgetAnswers } from '../store/idempotency.js';

/** Deletes stored answers to Idempotency-Keys that are older than the operator's setting. */
export async function forgetOldAnswers(host: Host): Promise<void> {
  const lifetime = host.settings.idempotencyHours * 60 * 60 * 1000;
  await forgetAnswers(host.database, addMilliseconds(await readClock(host.database), -lifetime));
}
