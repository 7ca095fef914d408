/**
 * `directus-extension-artifacts/sdk`: the routes of the registry as commands for the client of `@directus/sdk`, and
 * what belongs to them. Runs wherever that does; no server code is in it.
 */
export * from './context.js';
export * from './context-schema.js';
export * from './decide.js';
export * from './errors.js';
export * from './freeze.js';
export * from './health.js';
export * from './history.js';
export * from './lineage.js';
export * from './merge.js';
export * from './people.js';
export * from './policies.js';
export * from './promote.js';
export * from './record.js';
export type { ConditionalOptions, WriteOptions } from './request.js';
export * from './reviewing.js';
export type * from './schema.js';
export * from './staleness.js';
export * from './subscribe.js';
export * from './wait-for-decision.js';
export {
  REPLAY_WINDOW_SECONDS,
  type SignedWebhook,
  verifyWebhook as verifySignature,
} from '../domain/verify-webhook.js';
export type {
  ApprovalEntry,
  ChangeOrigin,
  DecisionAction,
  EntryAction,
  Json,
  JsonObject,
  Key,
  Sha256,
  SubscriptionAction,
  Timestamp,
  Version,
  VersionInput as MadeFrom,
  VersionStatus,
} from '../domain/words.js';
