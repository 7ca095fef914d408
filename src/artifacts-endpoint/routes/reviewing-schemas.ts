import { z } from 'zod';
import { NOTIFICATION_MODES } from '../../domain/notifications/modes.js';
import type { Reviewing } from '../../commands/notifications/read-reviewing.js';
import type { Json } from '../../domain/words.js';
import { timestamp, uuid } from '../schemas.js';
import { person } from './person-schema.js';

export const mode = z.enum(NOTIFICATION_MODES).meta({
  id: 'NotificationMode',
  description: 'Told of each version, once a day of all that waits, or not at all',
});

export const digestHour = z.int().min(0).max(23);

export const reviewing = z
  .object({
    settings: z.object({
      mode: mode.nullable().meta({ description: 'Null: as the operator has set it for everybody' }),
      digest_hour: digestHour.meta({ description: 'Hour of the day in UTC' }),
      away_from: timestamp.nullable(),
      away_until: timestamp.nullable(),
      delegate_to: uuid.nullable().meta({ description: 'Id of a user who is told in the meantime' }),
    }),
    mode: mode.meta({ description: 'What holds' }),
    usual_mode: mode.meta({ description: 'What the operator has set for everybody' }),
    waiting: z.object({
      count: z.int().min(0).meta({ description: 'Among the 1,000 versions that have waited longest' }),
      more: z.boolean().meta({ description: 'There are pending versions that were not looked at' }),
      ids: z.array(uuid).meta({ description: 'Of the first 100, the longest waiting first' }),
    }),
    delegates: z.array(person).meta({ description: 'Who can be named as a delegate' }),
  })
  .meta({ id: 'Reviewing', description: 'How somebody is told of what waits for them, and what does' });

/** What routes answer with. */
export function showReviewing(shown: Reviewing): Json {
  const { settings, waiting, delegates } = shown;
  return {
    ...shown,
    settings: { ...settings },
    waiting: { ...waiting },
    delegates: delegates.map((one) => ({ ...one })),
  };
}
