import { readReviewing } from '../../commands/notifications/read-reviewing.js';
import { defineRoute } from '../route.js';
import { data } from '../schemas.js';
import { reviewing, showReviewing } from './reviewing-schemas.js';

/** `GET /me/reviewing` */
export const readReviewingRoute = defineRoute({
  method: 'get',
  path: '/me/reviewing',
  summary: 'How you are told of what waits for you, and what does',
  description: 'For users with access to the Studio.',
  responses: { 200: data(reviewing) },
  errors: [],
  async handle({ host, caller }) {
    return { status: 200, body: { data: showReviewing(await readReviewing(host, caller)) } };
  },
});
