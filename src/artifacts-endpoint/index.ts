import type { EndpointConfig } from '@directus/types';
import type { NextFunction, Request, Response } from 'express';
import { makeHost } from '../directus/make-host.js';
import { InvalidPayload } from '../errors/index.js';
import { handleRequest } from './handle-request.js';
import { describeApi } from './describe-api.js';
import { routes } from './routes/index.js';

/** The HTTP API under `/artifacts`. */
const endpoint: EndpointConfig = {
  id: 'artifacts',
  handler(router, context) {
    const host = makeHost(context);
    for (const route of [...routes, describeApi(routes)]) {
      router[route.method](route.path, handleRequest(host, route));
    }
    router.use(refuseMalformedPaths);
  },
};

/** Express cannot decode `%E0%A4%A`, and Directus would answer 500 to what is the client's mistake. */
function refuseMalformedPaths(
  error: unknown,
  _request: Request,
  _response: Response,
  next: NextFunction,
): void {
  const malformed = error instanceof URIError;
  next(malformed ? new InvalidPayload({ reason: 'The path is not valid percent-encoded UTF-8' }) : error);
}

export default endpoint;
