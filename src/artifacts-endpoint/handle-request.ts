import type { Accountability, SchemaOverview } from '@directus/types';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { announce } from '../directus/announce.js';
import type { Host } from '../directus/host.js';
import { assertStorableBody } from '../domain/canonical-json.js';
import { Forbidden, InvalidPayload } from '../errors/index.js';
import { translateFinalError } from '../commands/database-unavailable.js';
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
    params: parse(route.params, request.params),
    query: parse(route.query ?? z.strictObject({}), request.query),
    body: parse(route.body, body),
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

/** @throws InvalidPayload naming the first field that is wrong, and every unknown key */
function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return {};
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = mostTelling(result.error.issues);
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `"${[...issue.path, key].join('.')}"`).join(', ');
    throw new InvalidPayload({ field: issue.keys[0] ?? field, reason: `Unknown: ${keys}` });
  }
  throw new InvalidPayload({
    ...(field === '' ? {} : { field }),
    reason:
      field === ''
        ? issue.message
        : `"${field}" ${isMissing(issue) ? 'is required' : `is wrong: ${issue.message}`}`,
  });
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}

/** For "one object or an array of them" the errors of the shape that was sent, not "invalid input". */
function mostTelling(issues: z.core.$ZodIssue[]): z.core.$ZodIssue {
  const [issue] = issues;
  if (issue === undefined) throw new Error('A failed validation has an issue');
  if (issue.code !== 'invalid_union') return issue;
  const shapes = issue.errors.map((shape) =>
    shape.find((one) => one.code !== 'invalid_type' || one.path.length > 0),
  );
  const telling = shapes.find((one) => one !== undefined);
  return telling === undefined
    ? issue
    : mostTelling([{ ...telling, path: [...issue.path, ...telling.path] }]);
}
