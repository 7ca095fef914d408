import uniq from 'lodash/uniq.js';
import { z } from 'zod';
import { answerOnce } from '../../commands/answer-once.js';
import { subscribe } from '../../commands/subscribe.js';
import { subscriptionSecret } from '../../domain/webhook-secrets.js';
import { USUAL_SUBSCRIPTION_ACTIONS } from '../../domain/words.js';
import { defineRoute } from '../route.js';
import { callbackUrl, data, key, schemaKey, sha256 } from '../schemas.js';
import { showSubscription, subscription, subscriptionAction } from './subscription-schemas.js';

const created = subscription.extend({
  secret: sha256.meta({ description: 'What its calls are signed with. Shown now, and never again' }),
});

/** `POST /subscriptions` */
export const subscribeRoute = defineRoute({
  method: 'post',
  path: '/subscriptions',
  summary: 'Have an address called at every later decision and promotion, or at some of them',
  body: z.strictObject({
    url: callbackUrl,
    project_id: key.nullable().optional(),
    schema_key: schemaKey.nullable().optional(),
    actions: z
      .array(subscriptionAction)
      .min(1)
      .optional()
      .meta({ description: 'All but "stale", if left out' }),
  }),
  responses: { 201: data(created) },
  errors: [],
  async handle({ host, caller, body, once }) {
    const { url, project_id = null, schema_key = null, actions = USUAL_SUBSCRIPTION_ACTIONS } = body;
    const wanted = { url, project_id, schema_key, actions: uniq(actions) };
    const answer = await answerOnce(host, once, async (trx) => {
      const made = await subscribe({ host, caller, trx, subscription: wanted });
      return { status: 201, body: { data: { ...showSubscription(made) } }, announcements: [] };
    });
    // Only now: the answer is stored with its Idempotency-Key, and no secret belongs into the database.
    const { data: shown } = data(subscription).parse(answer.body);
    const secret = subscriptionSecret(host.settings.callbackSecret, shown.id);
    return { ...answer, body: { data: { ...shown, secret } } };
  },
});
