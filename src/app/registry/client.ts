import { useApi } from '@directus/extensions-sdk';
import { type Failure, readFailure } from './failure.js';
import { randomKey } from './random-key.js';

/** Query parameters; what is undefined is left out, objects go as JSON. */
type Query = Record<string, string | number | object | undefined>;

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
   * The bytes of a file as text (UTF-8).
   *
   * @throws Refused
   */
  text: (path: string) => Promise<string>;
  /**
   * @param key an `Idempotency-Key` to reuse when the same is tried again; a fresh one if left out
   * @throws Refused
   */
  post: <T>(path: string, body: object, key?: string) => Promise<T>;
  /** @throws Refused */
  patch: <T>(path: string, body: object) => Promise<T>;
}

/** The client of the page; call it in `setup`. */
export function useClient(): Client {
  const api = useApi();
  return {
    get: (path, query = {}) => unwrap(api.get(path, { params: serialize(query) })),
    text: (path) => refusable(api.get(path, { responseType: 'text', transformResponse: keepAsIs })),
    post: (path, body, key = randomKey()) =>
      unwrap(api.post(path, body, { headers: { 'Idempotency-Key': key } })),
    patch: (path, body) => unwrap(api.patch(path, body)),
  };
}

async function unwrap<T>(answer: Promise<{ data: { data: T } }>): Promise<T> {
  return (await refusable(answer)).data;
}

async function refusable<T>(answer: Promise<{ data: T }>): Promise<T> {
  try {
    return (await answer).data;
  } catch (error) {
    throw new Refused(readFailure(error));
  }
}

/** Or the client would parse a text that happens to be JSON. */
function keepAsIs(body: string): string {
  return body;
}

function serialize(query: Query): Record<string, string | number> {
  const given: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) given[name] = typeof value === 'object' ? JSON.stringify(value) : value;
  return given;
}
