import { z } from 'zod';
import { readLineage } from '../../commands/read-lineage.js';
import { defineRoute } from '../route.js';
import { data, sha256, uuid, versionSummary } from '../schemas.js';

/** `GET /versions/:id/lineage` */
export const readLineageRoute = defineRoute({
  method: 'get',
  path: '/versions/:id/lineage',
  summary: 'Where a version comes from: its first-parent line, root first, whole depth',
  description:
    'An orphan’s missing parent has its hash at the start of `version_lineage`, and no version in `versions`.',
  params: z.object({ id: uuid }),
  responses: {
    200: data(z.object({ version_lineage: z.array(sha256), versions: z.array(versionSummary) })),
  },
  errors: [],
  async handle({ host, caller, params }) {
    const { hashes, versions } = await readLineage({ host, caller, versionId: params.id });
    return { status: 200, body: { data: { version_lineage: hashes, versions } } };
  },
});
