import { useApi } from '@directus/extensions-sdk';
import { type Failure, readFailure } from './failure.js';
import { randomKey } from './random-key.js';

/** Query parameters; what is undefined is left out, objects go as JSON. */
export type Query = Record<string, string | number | object | undefined>;

/** What {@link Client} throws when a request was refused or got no answer. */
export class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** Requests to the server as the user of the Studio. Answers come without their envelope. */
export interface Client {
  /** @throws Refused */
  get: <T>(path: string, query?: Query) => Promise<T>;
  /**
   * @param key an `Idempotency-Key` to reuse when the same is tried again; a fresh one if left out
   * @throws Refused
   */
  post: <T>(path: string, body: object, key?: string) => Promise<T>;
}

/** The client of the page; call it in `setup`. */
export function useClient(): Client {
  const api = useApi();
  return {
    get: (path, query = {}) => unwrap(api.get(path, { params: serialize(query) })),
    post: (path, body, key = randomKey()) =>
      unwrap(api.post(path, body, { headers: { 'Idempotency-Key': key } })),
  };
}

async function unwrap<T>(answer: Promise<{ data: { data: T } }>): Promise<T> {
  try {
    return (await answer).data.data;
  } catch (error) {
    throw new Refused(readFailure(error));
  }
}

function serialize(query: Query): Record<string, string | number> {
  const given: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) given[name] = typeof value === 'object' ? JSON.stringify(value) : value;
  return given;
}
