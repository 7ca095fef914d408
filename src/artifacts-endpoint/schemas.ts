import { z } from 'zod';
import {
  CHANGE_ORIGINS,
  DECISION_ACTIONS,
  ENTRY_ACTIONS,
  ACTOR_TYPES,
  VERSION_STATUSES,
} from '../domain/words.js';

/** Schemas that several routes share, and that name the components of the OpenAPI description. */

/** Key of a project, task or execution: an operator's own collection may use integers. */
export const key = z.union([z.string().min(1).max(255), z.int()]).meta({
  id: 'Key',
  description: 'Primary key: a uuid, or what an existing collection uses',
  examples: ['b7a3…'],
});

export const uuid = z.guid().toLowerCase().meta({ id: 'Uuid' });

export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
  .meta({ id: 'Sha256', description: 'SHA-256 in lower-case hexadecimal' });

export const schemaKey = z
  .string()
  .max(255)
  .meta({
    id: 'SchemaKey',
    description: 'Dot path of an artifact inside its project',
    examples: ['brand.logo'],
  });

export const json = z.json().meta({ id: 'Json', description: 'Any JSON value' });

export const contextVersion = z.int().min(0);

/** A whole number in a query string. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number);

export const projectParams = z.object({ id: z.string().min(1).max(255) });

export const versionParams = z.object({ id: uuid });

export const timestamp = z.iso.datetime();

/** A moment as a client gives it: with a zone, or it would mean another one elsewhere. */
export const moment = z.iso.datetime({ offset: true }).meta({
  description: 'ISO 8601 with a zone',
  examples: ['2030-01-31T09:30:00+01:00'],
});

/** What a version was made from, as it is stored. */
const versionInput = z
  .object({ schema_key: schemaKey, version_id: uuid, context_version: contextVersion.optional() })
  .meta({ id: 'MadeFrom', description: 'A version of another key that this one was made from' });

export const version = z
  .looseObject({
    id: uuid,
    project_id: key,
    schema_key: schemaKey,
    version_number: z.int(),
    status: z.enum(VERSION_STATUSES),
    value: json.nullable(),
    primary_file_id: uuid.nullable(),
    source_task_id: key.nullable(),
    execution_id: key.nullable(),
    summary: z.string().nullable(),
    content_hash: sha256.nullable(),
    parent_id: uuid.nullable(),
    parent_hash: sha256.nullable(),
    merge_parent_id: uuid.nullable(),
    change_origin: z.enum(CHANGE_ORIGINS).nullable(),
    version_lineage: z.array(sha256).nullable(),
    lineage_depth: z.int().nullable(),
    generation: z.int().nullable(),
    inputs: z.array(versionInput).nullable(),
    approved_at: timestamp.nullable(),
    approved_by: z.string().nullable(),
    rejection_reason: z.string().nullable(),
    promote_at: timestamp.nullable(),
    promoted_at: timestamp.nullable(),
    promoted_context_version: z.int().nullable(),
    retired_context_version: z.int().nullable(),
    date_created: timestamp.nullable(),
    user_created: z.string().nullable(),
  })
  .meta({ id: 'Version', description: 'One immutable recorded output for a schema key' });

/** What lists of versions and graphs show of each: nothing whose size depends on content or depth. */
export const versionSummary = version
  .pick({
    id: true,
    version_number: true,
    status: true,
    content_hash: true,
    parent_id: true,
    parent_hash: true,
    merge_parent_id: true,
    change_origin: true,
    lineage_depth: true,
    generation: true,
    summary: true,
    source_task_id: true,
    execution_id: true,
    approved_at: true,
    promoted_context_version: true,
    retired_context_version: true,
    date_created: true,
    user_created: true,
  })
  .strict()
  .meta({ id: 'VersionSummary', description: 'A version without its content and its window' });

export const approval = z
  .looseObject({
    id: uuid,
    artifact_version_id: uuid,
    project_id: key,
    task_id: key.nullable(),
    action: z.enum(ENTRY_ACTIONS),
    actor_id: z.string().nullable(),
    actor_type: z.enum(ACTOR_TYPES),
    reason: z.string().nullable(),
    feedback: json.nullable(),
    content_hash: sha256.nullable(),
    context_version: z.int().nullable(),
    decision_id: uuid.nullable(),
    sequence: z.int(),
    previous_entry_hash: sha256.nullable(),
    entry_hash: sha256,
    date_created: timestamp,
  })
  .meta({ id: 'Approval', description: 'One entry of the append-only audit log' });

export const frozenVersion = z
  .object({ schema_key: schemaKey, version_id: uuid, freeze_id: uuid, reason: z.string() })
  .meta({ id: 'FrozenVersion', description: 'What a freeze keeps from going live' });

export const promotion = z
  .object({
    project_id: key,
    previous_context_version: contextVersion,
    context_version: contextVersion,
    promoted: z.array(z.object({ schema_key: schemaKey, version_id: uuid, replaces: uuid.nullable() })),
    documents: z.array(z.object({ id: key, version_id: uuid, schema_key: schemaKey })),
    frozen: z.array(frozenVersion).meta({ description: 'Not promoted: somebody has frozen the key' }),
    scheduled: z
      .array(z.object({ schema_key: schemaKey, version_id: uuid, promote_at: timestamp }))
      .meta({ description: 'Not promoted: to go live later' }),
  })
  .meta({ id: 'Promotion' });

/** An address that this server shall call; which ones it may is a setting. */
export const callbackUrl = z.string().max(2000);

/** What a request may ask for about documents: none or all, or globs of schema keys. */
export const createDocuments = z
  .union([z.boolean(), z.array(z.string().min(1).max(255)).max(50)])
  .meta({ description: 'true: a document for each promoted version; or globs of schema keys' });

export const decisionAction = z.enum(DECISION_ACTIONS);

/** Directus' envelope around a result. */
export function data<T extends z.ZodType>(schema: T): z.ZodObject<{ data: T }> {
  return z.object({ data: schema });
}
