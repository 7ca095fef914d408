import { z } from 'zod';
import { assertCallbackAllowed } from '../../commands/callback-origin.js';
import { type Recorded, type RecordRequest, recordVersions } from '../../commands/record-versions.js';
import type { Settings } from '../../domain/settings.js';
import { assertSchemaKey } from '../../domain/schema-key.js';
import { MOST_INPUTS } from '../../domain/staleness/inputs.js';
import { CHANGE_ORIGINS, type Json } from '../../domain/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { defineRoute } from '../route.js';
import {
  callbackUrl,
  contextVersion,
  data,
  json,
  key,
  schemaKey,
  sha256,
  uuid,
  version,
} from '../schemas.js';

const MAX_AT_ONCE = 100;

const inputReference = z
  .strictObject({
    schema_key: schemaKey,
    version_id: uuid.optional(),
    context_version: contextVersion
      .max(2 ** 31 - 1)
      .optional()
      .meta({ description: 'Means the version that was live at this version of the context' }),
  })
  .refine((given) => given.version_id !== undefined || given.context_version !== undefined, {
    message: 'needs a "version_id" or a "context_version"',
  })
  .meta({ id: 'InputReference', description: 'With "version_id", "context_version", or both' });

const input = z
  .strictObject({
    project_id: key,
    schema_key: schemaKey,
    value: json.optional(),
    files: z.array(uuid).max(1000).optional().meta({ description: 'Files in their order' }),
    primary_file_id: uuid
      .nullable()
      .optional()
      .meta({ description: 'The main file; the first of "files" if left out' }),
    source_task_id: key.nullable().optional(),
    execution_id: key.nullable().optional(),
    change_origin: z.enum(CHANGE_ORIGINS).nullable().optional(),
    parent_id: uuid.nullable().optional(),
    parent_hash: sha256.nullable().optional(),
    allow_orphan: z.boolean().optional(),
    inputs: z.array(inputReference).max(MOST_INPUTS).nullable().optional().meta({
      description: 'Versions of other keys that this one was made from',
    }),
    summary: z.string().max(10_000).nullable().optional(),
    callback_url: callbackUrl.nullable().optional(),
  })
  .meta({ id: 'VersionInput' });

type Input = z.output<typeof input>;

const recorded = version.extend({ unchanged: z.literal(true).optional() });

/** `POST /versions` */
export const recordVersionsRoute = defineRoute({
  method: 'post',
  path: '/versions',
  summary: 'Record one version, or up to 100, all or nothing',
  description:
    'Numbers, hashes and lineage are the server’s. A "sync" whose content equals its parent’s records nothing and returns the parent with "unchanged": true.',
  body: z.union([input, z.array(input).min(1).max(MAX_AT_ONCE)]),
  responses: {
    201: data(z.union([recorded, z.array(recorded)])),
    200: data(z.union([recorded, z.array(recorded)])),
  },
  errors: [
    'SCHEMA_KEY_CONFLICT',
    'PARENT_NOT_FOUND',
    'PARENT_MISMATCH',
    'INPUT_NOT_FOUND',
    'VALUE_SCHEMA_VIOLATION',
  ],
  async handle({ host, caller, body, once }) {
    const inputs = Array.isArray(body) ? body : [body];
    return recordVersions({
      host,
      caller,
      once,
      requests: inputs.map((one) => toRequest(one, host.settings)),
      respond: (versions: Recorded[]) => {
        const result = (Array.isArray(body) ? versions : versions[0]) as unknown as Json;
        return { data: result };
      },
    });
  },
});

function toRequest(given: Input, settings: Settings): RecordRequest {
  assertSchemaKey(given.schema_key);
  assertCallbackAllowed(given.callback_url ?? null, settings);
  const files = given.files ?? [];
  if (new Set(files).size < files.length) {
    throw new InvalidPayload({ field: 'files', reason: '"files" names a file twice' });
  }
  if (given.value === undefined && files.length === 0 && !given.primary_file_id) {
    throw new InvalidPayload({
      field: 'value',
      reason: 'A version needs a "value", "files" or a "primary_file_id"',
    });
  }
  return {
    project_id: given.project_id,
    schema_key: given.schema_key,
    value: given.value ?? null,
    files,
    primary_file_id: given.primary_file_id ?? files[0] ?? null,
    source_task_id: given.source_task_id ?? null,
    execution_id: given.execution_id ?? null,
    summary: given.summary ?? null,
    callback_url: given.callback_url ?? null,
    change_origin: given.change_origin,
    parent_id: given.parent_id,
    parent_hash: given.parent_hash,
    allow_orphan: given.allow_orphan,
    inputs: given.inputs ?? undefined,
  };
}
