import { z } from 'zod';
import type { Freeze } from '../../domain/freezes.js';
import type { Json } from '../../domain/words.js';
import { key, schemaKey, timestamp, uuid } from '../schemas.js';

/** Why something is frozen or put off, as people wrote it. */
export const why = z.string().trim().min(1).max(10_000);

export const freeze = z
  .object({
    id: uuid,
    project_id: key,
    schema_key: schemaKey.nullable().meta({ description: 'With all keys below it. Null: the whole project' }),
    reason: z.string(),
    frozen_at: timestamp,
    frozen_by: z.string().nullable().meta({ description: 'Id of a user' }),
    until: timestamp.nullable().meta({ description: 'When the server lifts it by itself' }),
    lifted_at: timestamp.nullable().meta({ description: 'Null while it holds' }),
    lifted_by: z.string().nullable().meta({ description: 'Null also when its time was over' }),
    lift_reason: z.string().nullable(),
  })
  .meta({ id: 'Freeze', description: 'A stop on what would go live' });

/** A freeze as routes answer with it. */
export function showFreeze(shown: Freeze): Record<keyof Freeze, Json> {
  return { ...shown };
}
