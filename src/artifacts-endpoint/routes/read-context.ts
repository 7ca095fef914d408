import { z } from 'zod';
import { readContext, readContextVersion } from '../../commands/read-context.js';
import { defineRoute } from '../route.js';
import { data, projectParams, wholeNumber } from '../schemas.js';

const context = z
  .looseObject({})
  .meta({ id: 'Context', description: 'Entries nested by schema key, and _meta' });

/** `GET /projects/:id/context` */
export const readContextRoute = defineRoute({
  method: 'get',
  path: '/projects/:id/context',
  summary: 'The approved context of a project',
  description:
    'The ETag is the context version; send it back as If-None-Match to get 304 while nothing changed.',
  params: projectParams,
  query: z.strictObject({
    at: wholeNumber.optional().meta({ description: 'As it stood at this context version' }),
    paths: z
      .string()
      .max(10_000)
      .optional()
      .meta({
        description: 'Only these branches or entries, separated by commas',
        examples: ['brand.logo,brand.colors'],
      }),
  }),
  responses: { 200: data(context), 304: z.undefined() },
  errors: ['ARCHIVE_UNREADABLE'],
  async handle({ host, caller, params, query, header }) {
    const etags = header('if-none-match');
    if (etags !== undefined && query.at === undefined) {
      const current = await readContextVersion(host, caller, params.id);
      if (matches(etags, current)) return { status: 304, body: null, headers: { ETag: `"${current}"` } };
    }
    const paths = query.paths
      ?.split(',')
      .map((path) => path.trim())
      .filter((path) => path !== '');
    const reading = await readContext({ host, caller, projectId: params.id, at: query.at, paths });
    return {
      status: 200,
      body: { data: reading.context },
      headers: { ETag: `"${reading.contextVersion}"`, 'Cache-Control': 'private, no-cache' },
    };
  },
});

/** A list of ETags, weak ones too (proxies make them), or `*`. */
function matches(header: string, contextVersion: number): boolean {
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(`"${contextVersion}"`);
}
