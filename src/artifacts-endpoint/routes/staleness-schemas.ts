import { z } from 'zod';
import { OUTDATED_REASONS } from '../../domain/staleness/words.js';
import { VERSION_STATUSES } from '../../domain/words.js';
import { schemaKey, uuid } from '../schemas.js';

const named = z
  .object({ version_id: uuid, schema_key: schemaKey, version_number: z.int() })
  .meta({ id: 'NamedVersion' });

const staleCause = z
  .object({
    reason: z.enum(OUTDATED_REASONS),
    input: named.meta({ description: 'What is out of date' }),
    replaced_by: named.nullable().meta({ description: 'What stands in its place, if anything does' }),
    through: z
      .array(named)
      .meta({ description: 'What lies between; empty when it was made from the input itself' }),
  })
  .meta({ id: 'StaleCause', description: 'Why a version is stale' });

export const staleVersion = z
  .object({
    ...named.shape,
    status: z.enum(VERSION_STATUSES),
    live: z.boolean(),
    causes: z.array(staleCause).meta({ description: 'The nearest first, ten at most' }),
  })
  .meta({ id: 'StaleVersion' });

export const staleAnswer = z
  .object({ version_id: uuid, stale: z.boolean(), causes: z.array(staleCause) })
  .meta({ id: 'Staleness' });

export const inputGraph = z
  .object({
    ...staleAnswer.shape,
    nodes: z.array(
      z.object({
        ...named.shape,
        status: z.enum(VERSION_STATUSES),
        live: z.boolean(),
        stale: z.boolean(),
        outdated: z
          .enum(OUTDATED_REASONS)
          .nullable()
          .meta({ description: 'Why what was made from it is stale; null while it is current' }),
        replaced_by: named.nullable(),
      }),
    ),
    edges: z
      .array(z.object({ from: uuid, to: uuid }))
      .meta({ description: 'From an input to what was made from it' }),
    truncated: z.boolean().meta({ description: 'There are more links than are shown' }),
  })
  .meta({ id: 'InputGraph' });
