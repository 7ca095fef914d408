import { z } from 'zod';
import { POLICY_EFFECTS } from '../../domain/policies/words.js';
import { ACTOR_TYPES, VERSION_STATUSES } from '../../domain/words.js';
import { schemaKey, uuid } from '../schemas.js';

const reference = z
  .object({
    id: z.string().meta({ description: 'Empty for a policy that is not saved' }),
    name: z.string(),
    revision: z.int(),
    effect: z.enum(POLICY_EFFECTS),
  })
  .meta({ id: 'PolicyReference', description: 'A policy, in the revision that was looked at' });

/** What the policies say about one version. */
export const versionPolicies = z
  .object({
    version_id: uuid,
    schema_key: schemaKey,
    status: z.enum(VERSION_STATUSES),
    automatic: z
      .object({ policy: reference, would: z.enum(['approve', 'reject']), held: z.boolean() })
      .nullable()
      .meta({
        description: 'The first rule that decides by itself; held when others must approve all the same',
      }),
    requirements: z.array(
      z.object({
        policy: reference,
        of: z.int(),
        approvals: z.int(),
        by: z.array(z.string()),
        satisfied: z.boolean(),
        distinct_from_author: z.boolean(),
        fresh: z.boolean(),
      }),
    ),
    satisfied: z.boolean().meta({ description: 'No approval is missing' }),
  })
  .meta({ id: 'VersionPolicies' });

/** Where a page of the past ends. */
export const pastPlace = z
  .object({ date_created: z.iso.datetime(), id: uuid })
  .meta({ id: 'PastPlace', description: 'A version; what is older comes next' });

export const backtest = z
  .object({
    policy: reference,
    since: z.iso.datetime(),
    examined: z.int(),
    matched: z.int(),
    agreed: z.int(),
    undecided: z.int(),
    differences: z.array(
      z.object({
        version_id: uuid,
        schema_key: schemaKey,
        version_number: z.int(),
        would: z.enum(['approved', 'rejected', 'pending', 'held']),
        was: z.enum(['approved', 'rejected', 'pending']),
        decided_by: z.object({ id: z.string().nullable(), type: z.enum(ACTOR_TYPES) }).nullable(),
        approvals: z.array(z.string()),
        agrees: z.literal(false),
      }),
    ),
    next: pastPlace.nullable(),
  })
  .meta({ id: 'Backtest', description: 'What a policy would have done, beside what was decided' });
