import { z } from 'zod';
import { assertCallbackAllowed } from '../../commands/callback-origin.js';
import type { Particulars } from '../../commands/restore-version.js';
import type { Settings } from '../../domain/settings.js';
import { callbackUrl, key } from '../schemas.js';

/** What may be said about a version that is made out of others. */
export const particulars = z.strictObject({
  summary: z.string().max(10_000).nullable().optional(),
  source_task_id: key.nullable().optional(),
  execution_id: key.nullable().optional(),
  callback_url: callbackUrl.nullable().optional(),
});

/** @throws InvalidPayload for an address that this server must not call */
export function readParticulars(given: z.output<typeof particulars>, settings: Settings): Particulars {
  assertCallbackAllowed(given.callback_url ?? null, settings);
  const { summary, source_task_id, execution_id, callback_url } = given;
  return { summary, source_task_id, execution_id, callback_url };
}
