import { createError } from '@directus/errors';

interface IdempotencyInProgressExtensions {
  key: string;
}

/** 409 `IDEMPOTENCY_IN_PROGRESS`: the first request with this key has not been answered yet. */
export const IdempotencyInProgress = createError<IdempotencyInProgressExtensions>(
  'IDEMPOTENCY_IN_PROGRESS',
  () => 'A request with this Idempotency-Key is still running. Try again in a moment with the same key.',
  409,
);
