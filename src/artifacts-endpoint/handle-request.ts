import type { Accountability, SchemaOverview } from '@directus/types';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { announce } from '../directus/announce.js';
import type { Host } from '../directus/host.js';
import { assertStorableBody } from '../domain/canonical-json.js';
import { Forbidden, InvalidPayload } from '../errors/index.js';
import { translateFinalError } from '../commands/database-unavailable.js';
import { parseInput } from './parse-input.js';
import { readIdempotencyKey } from './read-idempotency-key.js';
import type { Route } from './route.js';

type DirectusRequest = Request & { accountability?: Accountability | null; schema?: SchemaOverview };

/**
 * Makes an Express handler of a route: refuses strangers, validates, runs, announces, answers. Errors go to
 * Directus' own error handler, which knows the envelope.
 */
export function handleRequest(host: Host, route: Route): RequestHandler {
  return (request: DirectusRequest, response, next) => {
    respond(host, route, request, response).catch((error: unknown) => next(translateFinalError(error)));
  };
}

async function respond(
  host: Host,
  route: Route,
  request: DirectusRequest,
  response: Response,
): Promise<void> {
  const { accountability, schema } = request;
  if (!accountability?.user || schema === undefined) {
    throw new Forbidden({ reason: 'Log in, or send the token of a user' });
  }
  const caller = { accountability, schema };
  const header = (name: string): string | undefined => request.header(name);
  const body = route.body === undefined ? undefined : readBody(request);
  const answer = await route.handle({
    host,
    caller,
    header,
    params: parseInput(route.params, request.params),
    query: parseInput(route.query ?? z.strictObject({}), request.query),
    body: parseInput(route.body, body),
    once: readIdempotencyKey({
      route,
      accountability,
      key: header('idempotency-key'),
      path: `/artifacts${request.path}`,
      body,
    }),
  });
  if ('replayed' in answer && answer.replayed === true) response.set('Idempotency-Replayed', 'true');
  // A read has nothing to tell, and must not clear the cache for everybody.
  if (route.method === 'post') await announce(host, caller, answer.announcements ?? []);
  response.set(answer.headers ?? {}).status(answer.status);
  if (answer.body === null) response.end();
  else response.json(answer.body);
}

/** The body, once it is known to be JSON that can be stored whichever field it ends up in. */
function readBody(request: Request): unknown {
  const body: unknown = request.body;
  if (request.is(['json', '+json']) === false && Number(request.header('content-length') ?? 0) > 0) {
    throw new InvalidPayload({
      reason: 'The body must be JSON, with the header "Content-Type: application/json"',
    });
  }
  assertStorableBody(body);
  return body ?? {};
}
