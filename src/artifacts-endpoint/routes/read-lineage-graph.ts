import { z } from 'zod';
import { readLineageGraph } from '../../commands/read-lineage-graph.js';
import { defineRoute } from '../route.js';
import { data, key, schemaKey, uuid, versionSummary } from '../schemas.js';

const edge = z.object({ from: uuid, to: uuid, kind: z.enum(['parent', 'merge']) });

/** `GET /lineage` */
export const readLineageGraphRoute = defineRoute({
  method: 'get',
  path: '/lineage',
  summary: 'All versions of one schema key of a project, oldest first, and how they descend from each other',
  description: 'An edge leads from a parent to its child; `merge` when it is the second parent.',
  query: z.strictObject({ project_id: key, schema_key: schemaKey }),
  responses: { 200: data(z.object({ nodes: z.array(versionSummary), edges: z.array(edge) })) },
  errors: [],
  async handle({ host, caller, query }) {
    const { nodes, edges } = await readLineageGraph({ host, caller, line: query });
    return { status: 200, body: { data: { nodes, edges } } };
  },
});
