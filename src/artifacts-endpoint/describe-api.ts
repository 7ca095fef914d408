import camelCase from 'lodash/camelCase.js';
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import type { Json } from '../domain/words.js';
import { defineRoute, type Route } from './route.js';

const error = z
  .object({
    errors: z.array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) })),
  })
  .meta({ id: 'Errors', description: 'Directus’ error envelope' });

/** Of this description: rises when a route, field or code changes. */
const API_VERSION = '1.0.0';

const POST_ONLY = ['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'];

/** `GET /openapi.json`, made from the very schemas that validate the requests. */
export function describeApi(routes: Route[]): Route {
  let description: Json | undefined;
  const self = defineRoute({
    method: 'get',
    path: '/openapi.json',
    summary: 'This description',
    responses: { 200: z.looseObject({ openapi: z.string() }) },
    errors: [],
    handle: () => {
      description ??= describe([...routes, self]);
      return Promise.resolve({ status: 200, body: description });
    },
  });
  return self;
}

function describe(routes: Route[]): Json {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `/artifacts${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Artifacts',
      version: API_VERSION,
      description: 'Record, review and promote artifacts in Directus.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
  return document as unknown as Json;
}

function operation(route: Route): ZodOpenApiOperationObject {
  const codes = [
    'INVALID_PAYLOAD',
    'FORBIDDEN',
    ...route.errors,
    ...(route.method === 'post' ? POST_ONLY : []),
  ];
  const idempotency = z.object({ 'Idempotency-Key': z.string().max(255).optional() });
  return {
    operationId: camelCase(`${route.method} ${route.path}`),
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    requestParams: {
      ...(route.params === undefined ? {} : { path: route.params }),
      ...(route.query === undefined ? {} : { query: route.query }),
      ...(route.method === 'post' ? { header: idempotency } : {}),
    },
    ...(route.body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: route.body } } } }),
    responses: { ...Object.fromEntries(Object.entries(route.responses).map(success)), '4XX': failure(codes) },
  };
}

function success([status, schema]: [string, z.ZodType]): [string, ZodOpenApiResponseObject] {
  if (schema instanceof z.ZodUndefined) {
    return [status, { description: status === '304' ? 'Not modified' : 'Done; there is nothing to say' }];
  }
  return [status, { description: 'Success', content: { 'application/json': { schema } } }];
}

function failure(codes: string[]): ZodOpenApiResponseObject {
  return {
    description: `One of ${codes.join(', ')}`,
    content: { 'application/json': { schema: error } },
  };
}
