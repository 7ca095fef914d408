import { z } from 'zod';
import { readHealth } from '../../commands/read-health.js';
import { PROMOTION_RULES } from '../../domain/promotion-rule.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, key } from '../schemas.js';

const health = z
  .object({
    status: z.enum(['ok', 'degraded']),
    schema: z.object({ migrated: z.boolean(), missing: z.array(z.string()), newer: z.string().nullable() }),
    guards: z.object({ missing: z.array(z.string()) }),
    outbox: z.object({
      pending: z.int(),
      failed: z.int(),
      oldest_pending_seconds: z.int().nullable(),
    }),
    schedule: z.object({
      waiting: z.int().meta({ description: 'Approved versions that go live later' }),
      overdue: z.int().meta({ description: 'Past their time, although nothing keeps them' }),
      frozen: z.int().meta({ description: 'Past their time, and kept by a freeze' }),
      oldest_overdue_seconds: z.int().nullable(),
    }),
    settings: z.object({
      promote_on: z.enum(PROMOTION_RULES),
      create_documents: z.union([z.enum(['off', 'all']), z.array(z.string())]),
      forbid_self_approval: z.boolean(),
    }),
    violations: z
      .array(
        z.object({
          invariant: z.enum(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8']),
          project_id: key,
          version_id: z.string().optional(),
          schema_key: z.string().optional(),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Health', description: 'How this installation is' });

/** `GET /health` */
export const readHealthRoute = defineRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether schema, guards and, if asked for, every invariant are as they should be',
  description: '503 with the same body when they are not.',
  query: z.strictObject({
    deep: z
      .enum(['true', 'false', ''])
      .optional()
      .transform((value) => value === 'true' || value === '')
      .meta({ description: 'Checks every invariant, reading all versions and files. For administrators' }),
    project_id: z.string().min(1).max(255).optional().meta({ description: 'Checks this project only' }),
  }),
  responses: { 200: data(health), 503: data(health) },
  errors: [],
  async handle({ host, caller, query }) {
    const found = await readHealth({ host, caller, deep: query.deep, projectId: query.project_id });
    return {
      status: found.status === 'ok' ? 200 : 503,
      body: { data: found as unknown as Json },
      headers: { 'Cache-Control': 'no-store' },
    };
  },
});
