import { readSubscription } from '../../commands/read-subscriptions.js';
import { defineRoute } from '../route.js';
import { data } from '../schemas.js';
import { showSubscription, subscription, subscriptionParams } from './subscription-schemas.js';

/** `GET /subscriptions/:id` */
export const readSubscriptionRoute = defineRoute({
  method: 'get',
  path: '/subscriptions/:id',
  summary: 'One subscription of yours; to administrators anybody’s',
  params: subscriptionParams,
  responses: { 200: data(subscription) },
  errors: [],
  async handle({ host, caller, params }) {
    const found = await readSubscription({ caller, knex: host.database, id: params.id });
    return { status: 200, body: { data: { ...showSubscription(found) } } };
  },
});
