import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { adviceFor } from '../../n8n/node/lib/advice.js';
import { readRefusal } from '../../n8n/node/lib/read-refusal.js';
import { mayRepeat, pauseBefore } from '../../n8n/node/lib/retries.js';

const answer = (status: number, code = `HTTP_${status}`) => ({ kind: 'answer', status, code }) as const;
const none = (reason: string) => ({ kind: 'none', reason }) as const;

describe('The node sends a request again', () => {
  test.each([429, 502, 503, 504])('when the server did not get to it (%i)', (status) => {
    expect(mayRepeat(answer(status), true)).toBe(true);
  });

  test('when the first one with its key still runs', () => {
    expect(mayRepeat(answer(409, 'IDEMPOTENCY_IN_PROGRESS'), true)).toBe(true);
  });

  test('when nobody answered', () => {
    expect(mayRepeat(none('ECONNRESET'), true)).toBe(true);
  });
});

describe('The node never sends again', () => {
  test.each([
    [409, 'ILLEGAL_TRANSITION'],
    [409, 'CONTEXT_VERSION_CONFLICT'],
    [412, 'CONTEXT_VERSION_CONFLICT'],
    [403, 'FORBIDDEN'],
    [400, 'INVALID_PAYLOAD'],
    [500, 'INTERNAL_SERVER_ERROR'],
  ])('what was refused with %i %s', (status, code) => {
    expect(mayRepeat(answer(status, code), true)).toBe(false);
  });

  test('an upload that may have arrived: only one that certainly did not', () => {
    expect(mayRepeat(none('ECONNRESET'), false)).toBe(false);
    expect(mayRepeat(answer(503), false)).toBe(false);
    expect(mayRepeat(none('ECONNREFUSED'), false)).toBe(true);
  });
});

test('The pauses between attempts double, are never all the same, and end at half a minute', () => {
  expect([1, 2, 3].map((attempt) => pauseBefore(attempt, answer(503), 0))).toEqual([500, 1000, 2000]);
  expect(pauseBefore(2, answer(503), 1)).toBe(500);
  expect(pauseBefore(50, answer(503), 0)).toBe(30_000);
  expect(pauseBefore(1, { ...answer(429), retryAfterSeconds: 7 }, 0.5)).toBe(7000);
});

test('A refusal is read from the envelope, and from whatever a proxy puts in its place', () => {
  const body = { errors: [{ message: 'No.', extensions: { code: 'X', expected: 1, current: 2 } }] };
  expect(readRefusal(409, body)).toEqual({
    status: 409,
    code: 'X',
    message: 'No.',
    details: { expected: 1, current: 2 },
  });
  for (const odd of ['<html>', null, [], { errors: [] }, { errors: 'x' }, { errors: [null] }]) {
    expect(readRefusal(502, odd)).toMatchObject({ status: 502, code: 'HTTP_502', details: {} });
  }
});

test('There is advice of its own for every code that the manual lists', () => {
  const manual = readFileSync('docs/http-api.md', 'utf8').split('## Error codes')[1]!;
  const codes = [...manual.matchAll(/^\| [\d, ]+ \| `([A-Z_]+)`/gm)].map(([, code]) => code!);
  expect(codes.length).toBeGreaterThan(15);
  const unknown = adviceFor({ code: 'UNHEARD_OF', status: 418 });
  expect(codes.filter((code) => adviceFor({ code, status: 418 }) === unknown)).toEqual([]);
});
