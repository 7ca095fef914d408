import { z } from 'zod';
import type { Subscription } from '../../domain/subscriptions.js';
import { SUBSCRIPTION_ACTIONS } from '../../domain/words.js';
import { key, schemaKey, uuid } from '../schemas.js';

export const subscriptionAction = z.enum(SUBSCRIPTION_ACTIONS);

export const subscription = z
  .object({
    id: uuid,
    url: z.string(),
    project_id: key.nullable().meta({ description: 'Null: every project' }),
    schema_key: schemaKey.nullable().meta({ description: 'Null: every key' }),
    actions: z.array(subscriptionAction),
  })
  .meta({ id: 'Subscription', description: 'An address that is called at every decision it is about' });

export const subscriptionParams = z.object({ id: uuid });

/** A subscription as routes answer with it: whose it is stays between its owner and administrators. */
export function showSubscription({ user_id: _owner, ...shown }: Subscription): Omit<Subscription, 'user_id'> {
  return shown;
}
