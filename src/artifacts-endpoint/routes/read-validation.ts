import { z } from 'zod';
import { readValidation } from '../../commands/context-schema/read-validation.js';
import { defineRoute } from '../route.js';
import { data, schemaKey, uuid, versionParams } from '../schemas.js';

const violation = z
  .object({
    pointer: z
      .string()
      .meta({ description: 'JSON Pointer into the value; empty for all of it, and for files' }),
    keyword: z.string(),
    message: z.string(),
    file_id: uuid.optional(),
  })
  .meta({ id: 'Violation', description: 'One thing that the schema of the project has against a version' });

const validation = z
  .object({
    version_id: uuid,
    schema_key: schemaKey,
    rule: z
      .string()
      .nullable()
      .meta({ description: 'Schema key or glob whose rules hold for it; null when none do' }),
    valid: z.boolean(),
    violations: z.array(violation),
  })
  .meta({ id: 'Validation' });

/** `GET /versions/:id/validation` */
export const readValidationRoute = defineRoute({
  method: 'get',
  path: '/versions/:id/validation',
  summary: 'Whether a version follows the schema that its project has now',
  params: versionParams,
  responses: { 200: data(validation) },
  errors: ['ARCHIVE_UNREADABLE'],
  async handle({ host, caller, params }) {
    const result = await readValidation(host, caller, params.id);
    return { status: 200, body: { data: { ...result } } };
  },
});
