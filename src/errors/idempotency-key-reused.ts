import { createError } from '@directus/errors';

interface IdempotencyKeyReusedExtensions {
  key: string;
}

/** 422 `IDEMPOTENCY_KEY_REUSED`: the key belongs to another request. */
export const IdempotencyKeyReused = createError<IdempotencyKeyReusedExtensions>(
  'IDEMPOTENCY_KEY_REUSED',
  () =>
    'This Idempotency-Key was used for another method, path or body. Send a fresh key with every new request.',
  422,
);
