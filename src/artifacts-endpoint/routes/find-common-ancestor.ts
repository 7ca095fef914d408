import { z } from 'zod';
import { findCommonAncestor } from '../../commands/find-common-ancestor.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, uuid, version } from '../schemas.js';

/** `GET /common-ancestor` */
export const findCommonAncestorRoute = defineRoute({
  method: 'get',
  path: '/common-ancestor',
  summary: 'The best common ancestor of two versions',
  description:
    'As `git merge-base --all` defines it, on the graph with both parents of merges. `all` has every equally good one: the first, which is also `ancestor`, has the highest generation, and among equals the highest version number.',
  query: z.strictObject({ a: uuid, b: uuid }),
  responses: { 200: data(z.object({ ancestor: version.nullable(), all: z.array(version) })) },
  errors: [],
  async handle({ host, caller, query }) {
    const all = (await findCommonAncestor({ host, caller, ...query })) as Json[];
    return { status: 200, body: { data: { ancestor: all[0] ?? null, all } } };
  },
});
