import { z } from 'zod';
import { diffVersions } from '../../commands/diff-versions.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, json, sha256, uuid, versionParams } from '../schemas.js';

const file = z.object({ file_id: uuid, role: z.enum(['primary', 'attachment']), name: z.string(), sha256 });

const diff = z
  .object({
    version_id: uuid,
    against_id: uuid.nullable(),
    changes: z.array(
      z.object({
        path: z.string().meta({ description: 'JSON Pointer into the value' }),
        op: z.enum(['add', 'remove', 'replace']),
        before: json.optional(),
        after: json.optional(),
      }),
    ),
    files: z.array(
      z.object({
        path: z.string(),
        op: z.enum(['add', 'remove', 'replace', 'rename']),
        before: file.optional(),
        after: file.optional(),
      }),
    ),
  })
  .meta({ id: 'VersionDiff' });

/** `GET /versions/:id/diff` */
export const diffVersionsRoute = defineRoute({
  method: 'get',
  path: '/versions/:id/diff',
  summary: 'What a version changes compared to another one',
  params: versionParams,
  query: z.strictObject({
    against: z
      .union([uuid, z.enum(['parent', 'live'])])
      .default('parent')
      .meta({ description: 'Id of a version; "parent", or "live" for what is live at this key' }),
  }),
  responses: { 200: data(diff) },
  errors: ['ARCHIVE_UNREADABLE'],
  async handle({ host, caller, params, query }) {
    const { against } = query;
    const result = await diffVersions({
      host,
      caller,
      versionId: params.id,
      against: against === 'parent' || against === 'live' ? against : { id: against },
    });
    return { status: 200, body: { data: result as unknown as Json } };
  },
});
