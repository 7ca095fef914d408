import type { EndpointConfig } from '@directus/types';
import { makeHost } from '../directus/make-host.js';
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
  },
};

export default endpoint;
