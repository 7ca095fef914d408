import type { z } from 'zod';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import type { OnceRequest } from '../commands/answer-once.js';
import type { Json } from '../domain/words.js';

/** A request after validation: nothing in here is unchecked but the caller's rights. */
export interface RouteRequest<Params, Query, Body> {
  host: Host;
  caller: Caller;
  params: Params;
  query: Query;
  body: Body;
  /** A header's value, or undefined. */
  header: (name: string) => string | undefined;
  /** Set when the request carries an Idempotency-Key. */
  once: OnceRequest | null;
}

export interface RouteResponse {
  status: number;
  /** Sent as it is; null sends no body. */
  body: Json;
  headers?: Record<string, string>;
  announcements?: Announcement[];
}

/** One route: what it takes and gives, from which the OpenAPI description is made, and what it does. */
export interface Route {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** Below `/artifacts`, with parameters as in Express, e.g. `/projects/:id/context`. */
  path: string;
  summary: string;
  description?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Schema of the response body by status. */
  responses: Record<number, z.ZodType>;
  /** Error codes that are this route's own; FORBIDDEN and INVALID_PAYLOAD are everybody's. */
  errors: string[];
  handle(request: RouteRequest<unknown, unknown, unknown>): Promise<RouteResponse>;
}

/** Declares a route such that its handler sees the types of its schemas. */
export function defineRoute<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodUndefined,
>(
  route: Omit<Route, 'params' | 'query' | 'body' | 'handle'> & {
    params?: Params;
    query?: Query;
    body?: Body;
    handle(request: RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<RouteResponse>;
  },
): Route {
  return route;
}
