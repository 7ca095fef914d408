/** What came of one attempt: an answer, or none (then `reason` is the code of the connection's error). */
export type Outcome =
  | { kind: 'answer'; status: number; code: string; retryAfterSeconds?: number | undefined }
  | { kind: 'none'; reason: string };

/** Answers by which the server says that it did nothing, or did not get to it. */
const PASSING = new Set([429, 502, 503, 504]);

/** The request did not reach anybody. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Longest pause before another attempt, in milliseconds. */
const LONGEST_MS = 30_000;

/**
 * Whether the same request may be sent again after this outcome.
 *
 * 409 and 412 say that the world is not what the request assumes: sending it again would only ask for the same refusal,
 * or, worse, overrule somebody. The one exception is a key that is still being worked on.
 *
 * @param repeatable whether the server recognises the request if it comes twice (a reading one, or one with an
 *   Idempotency-Key). What is not repeatable goes again only if it certainly was not taken.
 */
export function mayRepeat(outcome: Outcome, repeatable: boolean): boolean {
  if (outcome.kind === 'none') return repeatable || NOT_SENT.has(outcome.reason);
  if (outcome.code === 'IDEMPOTENCY_IN_PROGRESS') return true;
  return repeatable ? PASSING.has(outcome.status) : outcome.status === 429;
}

/**
 * Milliseconds to wait before the next attempt: half a second, doubled each time, up to a half shorter by chance, so
 * that executions that failed together do not come back together. The server’s own `Retry-After` wins.
 *
 * @param attempt how many attempts were made so far, from 1
 * @param chance  0 to 1
 */
export function pauseBefore(attempt: number, outcome: Outcome, chance: number): number {
  const asked = outcome.kind === 'answer' ? outcome.retryAfterSeconds : undefined;
  if (asked !== undefined) return Math.min(asked * 1000, LONGEST_MS);
  return Math.min(500 * 2 ** (attempt - 1), LONGEST_MS) * (1 - chance / 2);
}
