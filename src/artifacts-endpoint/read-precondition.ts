import type { Precondition } from '../commands/precondition.js';
import { parseIfMatch } from '../domain/if-match.js';

/**
 * The context version a request insists on, from the `If-Match` header or from its body.
 *
 * @throws InvalidPayload when one cannot be read, or both are given and differ
 */
export function readPrecondition(
  header: string | undefined,
  body: number | undefined,
): Precondition | undefined {
  const version = parseIfMatch({ header, body });
  if (version === null) return undefined;
  return { version, from: header === undefined ? 'body' : 'header' };
}
