import { MOST_SHOWN, readInputGraph } from '../../commands/staleness/read-input-graph.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, versionParams } from '../schemas.js';
import { inputGraph } from './staleness-schemas.js';

/** `GET /versions/:id/inputs` */
export const readInputGraphRoute = defineRoute({
  method: 'get',
  path: '/versions/:id/inputs',
  summary: 'What a version was made from, and what was made from it, directly and indirectly',
  description: `The nearest links first, ${MOST_SHOWN} at most in either direction. What the caller may not read is not in it.`,
  params: versionParams,
  responses: { 200: data(inputGraph) },
  errors: [],
  async handle({ host, caller, params }) {
    const reading = await readInputGraph(host, caller, params.id);
    return { status: 200, body: { data: reading as unknown as Json } };
  },
});
