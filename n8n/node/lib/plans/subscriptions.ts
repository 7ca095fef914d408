import { listField, onlySet, segment } from './request-plan';
import type { Read, RequestPlan } from './request-plan';

const one = (read: Read): string =>
  `/artifacts/subscriptions/${segment(read('subscriptionId'), 'Subscription ID')}`;

/** Plans of what is done with subscriptions beside those that the trigger makes and ends by itself. */
export const subscriptionPlans: Record<string, (read: Read) => RequestPlan> = {
  create: (read) => ({
    method: 'POST',
    path: '/artifacts/subscriptions',
    body: onlySet({
      url: read('url'),
      project_id: read('projectId'),
      schema_key: read('schemaKey'),
      actions: listField(read('actions')),
    }),
  }),
  delete: (read) => ({ method: 'DELETE', path: one(read) }),
  get: (read) => ({ method: 'GET', path: one(read) }),
  getMany: () => ({ method: 'GET', path: '/artifacts/subscriptions' }),
};
