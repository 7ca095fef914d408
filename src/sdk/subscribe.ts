import type { RestCommand } from '@directus/sdk';
import type { Key, SubscriptionAction, Timestamp, VersionStatus } from '../domain/words.js';
import { get, post, segment, type WriteOptions } from './request.js';

export interface SubscriptionInput {
  /** Its origin must be in ARTIFACTS_CALLBACK_ALLOW. */
  url: string;
  /** Every project, if left out: for those who may read all of them. */
  project_id?: Key | null | undefined;
  schema_key?: string | null | undefined;
  /** All but `stale`, if left out. */
  actions?: SubscriptionAction[] | undefined;
}

export interface Subscription {
  id: string;
  url: string;
  project_id: Key | null;
  schema_key: string | null;
  actions: SubscriptionAction[];
}

/** What the address of a subscription gets. Read reasons, feedback and values with rights of your own. */
export interface SubscriptionCall {
  subscription_id: string;
  version_id: string;
  project_id: Key;
  schema_key: string;
  action: SubscriptionAction;
  status: VersionStatus;
  context_version: number;
  date: Timestamp;
}

/** Has an address called at every later decision: `POST /artifacts/subscriptions`. `secret` is shown only now. */
export const createSubscription = <Schema>(
  input: SubscriptionInput,
  options?: WriteOptions,
): RestCommand<Subscription & { secret: string }, Schema> => post('/subscriptions', input, options);

/** Your subscriptions; to administrators everybody's: `GET /artifacts/subscriptions`. */
export const readSubscriptions = <Schema>(): RestCommand<Subscription[], Schema> => get('/subscriptions');

/** One subscription: `GET /artifacts/subscriptions/:id`. */
export const readSubscription = <Schema>(id: string): RestCommand<Subscription, Schema> =>
  get(`/subscriptions/${segment(id)}`);

/** Ends a subscription: `DELETE /artifacts/subscriptions/:id`. */
export const deleteSubscription =
  <Schema>(id: string): RestCommand<void, Schema> =>
  () => ({
    path: `/artifacts/subscriptions/${segment(id)}`,
    method: 'DELETE',
  });

export interface CallbackTest {
  delivered: boolean;
  /** Null when there was no answer. */
  status: number | null;
  duration_ms: number;
  error: string | null;
}

/** Sends one signed call to an address now: `POST /artifacts/callbacks/test`. */
export const testCallback = <Schema>(
  input: { url: string },
  options?: WriteOptions,
): RestCommand<CallbackTest, Schema> => post('/callbacks/test', input, options);
