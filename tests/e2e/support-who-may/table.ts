import { expect } from 'vitest';
import type { Reply } from '../../helpers/api.js';
import { outcomeOf } from '../support-guards/outcome.js';
import { WHO } from './callers.js';
import type { Callers, Who } from './callers.js';

/** Short for the answers that the tables are full of. */
const SHORT: Record<string, string> = {
  '403 FORBIDDEN': '-',
  '401 TOKEN_EXPIRED': 'expired',
  '401 INVALID_CREDENTIALS': 'unknown',
  '403 APPEND_ONLY': 'append-only',
  '403 CONTEXT_READ_ONLY': 'read-only',
  '200 GRAPHQL_VALIDATION': 'no-such',
  '400 GRAPHQL_VALIDATION': 'no-such',
  // Where nobody like the caller has any mutation at all, GraphQL calls asking for one a failure of its own.
  '200 INTERNAL_SERVER_ERROR': 'no-such',
  '200 CONTEXT_READ_ONLY': 'read-only',
  '200 APPEND_ONLY': 'append-only',
  '200 FORBIDDEN': '-',
};

/** An answer as one word of a table: its status, or what it was refused with. */
function cellOf(reply: Reply): string {
  const { status, code } = outcomeOf(reply);
  if (code === null) return String(status);
  const full = `${status} ${code}`;
  return SHORT[full] ?? full.replace(' ', ':');
}

/**
 * Asks as everybody and compares with one row of a table, whose words stand for {@link WHO} in that order.
 *
 * @param ask sends the request of the row; called once for each
 */
export async function expectRow(
  callers: Callers,
  row: string,
  ask: (caller: Callers[Who], who: Who) => Promise<Reply>,
): Promise<void> {
  const cells: string[] = [];
  for (const who of WHO) cells.push(cellOf(await ask(callers[who], who)));
  const named = (words: string[]) => Object.fromEntries(WHO.map((who, index) => [who, words[index]]));
  expect(named(cells)).toEqual(named(row.trim().split(/\s+/)));
}
