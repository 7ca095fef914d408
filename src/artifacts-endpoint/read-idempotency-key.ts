import type { Accountability } from '@directus/types';
import type { OnceRequest } from '../commands/answer-once.js';
import type { Json } from '../domain/words.js';
import { InvalidPayload } from '../errors/index.js';
import type { Route } from './route.js';

const MAX_LENGTH = 255;

/**
 * The Idempotency-Key of a POST, bound to its user and to what it asks for.
 *
 * @returns null without the header, and for reads, which can be repeated anyway
 * @throws InvalidPayload when it is empty, longer than 255 characters, or not printable ASCII
 */
export function readIdempotencyKey(request: {
  route: Route;
  accountability: Accountability;
  key: string | undefined;
  path: string;
  body: unknown;
}): OnceRequest | null {
  const { route, accountability, key, path, body } = request;
  if (key === undefined || route.method !== 'post') return null;
  if (!/^[\x20-\x7e]+$/.test(key) || key.length > MAX_LENGTH) {
    throw new InvalidPayload({
      field: 'Idempotency-Key',
      reason: `"Idempotency-Key" must be 1 to ${MAX_LENGTH} printable ASCII characters`,
    });
  }
  return { actor: accountability.user ?? '', key, method: 'POST', path, body: (body ?? {}) as Json };
}
