import { z } from 'zod';
import { verifyAudit } from '../../commands/verify-audit.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, projectParams } from '../schemas.js';

const report = z.object({
  valid: z.boolean(),
  entries: z.int(),
  first_broken: z.object({ sequence: z.int(), id: z.string(), reason: z.string() }).nullable(),
});

/** `GET /projects/:id/audit/verify` */
export const verifyAuditRoute = defineRoute({
  method: 'get',
  path: '/projects/:id/audit/verify',
  summary: 'Check the audit chain of a project',
  params: projectParams,
  responses: { 200: data(report) },
  errors: [],
  async handle({ host, caller, params }) {
    const found = await verifyAudit(host, caller, params.id);
    return { status: 200, body: { data: found as unknown as Json } };
  },
});
