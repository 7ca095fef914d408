import { z } from 'zod';
import { readSubscriptions } from '../../commands/read-subscriptions.js';
import { defineRoute } from '../route.js';
import { data } from '../schemas.js';
import { showSubscription, subscription } from './subscription-schemas.js';

/** `GET /subscriptions` */
export const listSubscriptionsRoute = defineRoute({
  method: 'get',
  path: '/subscriptions',
  summary: 'Your subscriptions, the oldest first; to administrators everybody’s',
  responses: { 200: data(z.array(subscription)) },
  errors: [],
  async handle({ host, caller }) {
    const found = await readSubscriptions(host, caller);
    return { status: 200, body: { data: found.map((one) => ({ ...showSubscription(one) })) } };
  },
});
