import { z } from 'zod';
import { unsubscribe } from '../../commands/unsubscribe.js';
import { defineRoute } from '../route.js';
import { subscriptionParams } from './subscription-schemas.js';

/** `DELETE /subscriptions/:id` */
export const unsubscribeRoute = defineRoute({
  method: 'delete',
  path: '/subscriptions/:id',
  summary: 'End a subscription: nothing is sent to it any more',
  params: subscriptionParams,
  responses: { 204: z.undefined() },
  errors: [],
  async handle({ host, caller, params }) {
    await unsubscribe({ host, caller, id: params.id });
    return { status: 204, body: null };
  },
});
