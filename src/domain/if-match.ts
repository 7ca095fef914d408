import { InvalidPayload } from '../errors/index.js';

/**
 * The context version that a request insists on. The header speaks ETags (`"5"`, or `W/"5"`, which proxies make
 * of it), the body plain numbers.
 *
 * @returns a context version, `any` for the header `*`, null if the request insists on nothing
 * @throws InvalidPayload if one of them cannot be read, or if they differ
 */
export function parseIfMatch(request: {
  header?: string | null | undefined;
  body?: unknown;
}): number | 'any' | null {
  const header = parseHeader(request.header ?? null);
  const body = parseBody(request.body ?? null);
  if (header !== null && body !== null && header !== body) {
    throw new InvalidPayload({
      field: 'if_match',
      reason: 'The header "If-Match" and "if_match" in the body differ. Send one of them',
    });
  }
  return header ?? body;
}

function parseHeader(header: string | null): number | 'any' | null {
  if (header === null) return null;
  const trimmed = header.trim();
  if (trimmed === '*') return 'any';
  const digits = /^(?:W\/)?"(0|[1-9]\d{0,15})"$/.exec(trimmed)?.[1];
  const version = digits === undefined ? null : Number(digits);
  if (version !== null && Number.isSafeInteger(version)) return version;
  throw new InvalidPayload({
    field: 'If-Match',
    reason: 'The header "If-Match" must be one quoted context version, e.g. "5", or *',
  });
}

function parseBody(body: unknown): number | null {
  if (body === null) return null;
  if (typeof body === 'number' && Number.isSafeInteger(body) && body >= 0) return body;
  throw new InvalidPayload({
    field: 'if_match',
    reason: '"if_match" must be a context version, a whole number from 0',
  });
}
