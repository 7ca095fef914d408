import { z } from 'zod';
import { mergeVersions } from '../../commands/merge-versions.js';
import type { Json } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { data, json, uuid, version } from '../schemas.js';
import { particulars, readParticulars } from './particulars.js';

/** A merge with more conflicts than this is no merge but a rewrite. */
const MAX_RESOLUTIONS = 10_000;

const body = particulars
  .extend({
    ours_id: uuid.meta({ description: 'The version that is merged into; becomes "parent_id"' }),
    theirs_id: uuid.meta({ description: 'The version that is merged; becomes "merge_parent_id"' }),
    base_id: uuid.nullable().optional().meta({
      description: 'What both are compared with; their best common ancestor if left out',
    }),
    resolutions: z
      .record(z.string(), json)
      .refine((given) => Object.keys(given).length <= MAX_RESOLUTIONS, `at most ${MAX_RESOLUTIONS}`)
      .optional()
      .meta({
        description: 'By the path of the conflict: "ours", "theirs", or a value (for a file: a file id)',
      }),
    dry_run: z.boolean().optional().meta({ description: 'Show result and conflicts, and write nothing' }),
  })
  .meta({ id: 'MergeRequest' });

const conflict = z.looseObject({
  path: z.string(),
  reason: z.string(),
  base: json.optional(),
  ours: json.optional(),
  theirs: json.optional(),
});

const rehearsal = z
  .object({
    dry_run: z.literal(true),
    base_id: uuid,
    bases: z.array(uuid).meta({ description: 'Every equally good common ancestor' }),
    value: json.meta({ description: 'Where a conflict is open, ours’ side' }),
    files: z.array(
      z.looseObject({
        file_id: uuid.nullable().meta({ description: 'Null: a text that will be merged' }),
        role: z.enum(['primary', 'attachment']),
        name: z.string(),
      }),
    ),
    conflicts: z.array(conflict),
    taken: z.array(
      z.looseObject({ path: z.string(), from: z.enum(['ours', 'theirs', 'both', 'resolution']) }),
    ),
    summary: z.string(),
  })
  .meta({ id: 'MergeRehearsal' });

/** `POST /merges` */
export const mergeVersionsRoute = defineRoute({
  method: 'post',
  path: '/merges',
  summary: 'Merge a version into another one of its line, three-way',
  description:
    'The result is a new pending version with both as parents. What both sides changed differently is 409 MERGE_CONFLICT until "resolutions" say which side holds.',
  body,
  responses: {
    201: data(version.extend({ base_id: uuid })),
    200: data(z.union([rehearsal, version.extend({ unchanged: z.literal(true), base_id: uuid })])),
  },
  errors: [
    'ARCHIVE_UNREADABLE',
    'MERGE_CONFLICT',
    'NO_COMMON_ANCESTOR',
    'PARENT_MISMATCH',
    'CONTENT_CHANGED',
    'SCHEMA_KEY_CONFLICT',
    'VALUE_SCHEMA_VIOLATION',
  ],
  async handle({ host, caller, body: given, once }) {
    const { ours_id, theirs_id, base_id, resolutions, dry_run, ...rest } = given;
    return mergeVersions({
      host,
      caller,
      once,
      merge: {
        oursId: ours_id,
        theirsId: theirs_id,
        baseId: base_id ?? null,
        resolutions: new Map(Object.entries(resolutions ?? {})),
      },
      particulars: readParticulars(rest, host.settings),
      dryRun: dry_run ?? false,
      respond: (result) => ({ data: result as unknown as Json }),
    });
  },
});
