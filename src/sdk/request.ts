import type { RestCommand } from '@directus/sdk';
import type { Key } from '../domain/words.js';

/** What every command that writes takes beside its input. */
export interface WriteOptions {
  /**
   * 1 to 255 printable ASCII characters. A request that is repeated under it does nothing a second time and gets the
   * first answer again.
   */
  idempotencyKey?: string | undefined;
}

/** What commands that may change a context take as well. */
export interface ConditionalOptions extends WriteOptions {
  /** Context version that the project must be at. 412 `CONTEXT_VERSION_CONFLICT` when it is not. */
  ifMatch?: number | undefined;
}

/** A POST below `/artifacts`. */
export function post<Output, Schema>(
  path: string,
  body: object,
  options: ConditionalOptions = {},
): RestCommand<Output, Schema> {
  const { idempotencyKey, ifMatch } = options;
  return () => ({
    path: `/artifacts${path}`,
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
      ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` }),
    },
  });
}

/** A GET below `/artifacts`; parameters that are undefined are left out. */
export function get<Output, Schema>(
  path: string,
  params: Record<string, Key | undefined> = {},
): RestCommand<Output, Schema> {
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return () => ({ path: `/artifacts${path}`, method: 'GET', params: Object.fromEntries(given) });
}

/** A key as a segment of a path: those of an operator's own collections may hold anything. */
export function segment(key: Key): string {
  return encodeURIComponent(key);
}
