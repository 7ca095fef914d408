import { id, json, key, string, text, timestamp, uuid } from './column.js';

/**
 * @import { Table } from './column.js'
 * @import { Index } from './indexes.js'
 */

/**
 * Who wants to be called at every decision. Like the outbox, no collection of Directus: an address may hold secrets
 * of its receiver, and only its owner and administrators may see it.
 *
 * @type {Table[]}
 */
export const subscriptionTables = [
  {
    name: 'artifact_subscriptions',
    kind: 'internal',
    columns: [
      id(),
      text('url', { required: true }),
      key('project_id', 'projects', { onDelete: 'CASCADE' }),
      string('schema_key', 255),
      json('actions', { required: true }),
      key('user_id', 'directus_users', { required: true, onDelete: 'CASCADE' }),
      timestamp('date_created', { required: true }),
    ],
  },
  {
    name: 'artifact_callbacks',
    kind: 'internal',
    // No foreign key: what was sent to a subscription stays in the outbox when that is gone.
    columns: [uuid('subscription_id')],
  },
];

/** @type {Index[]} */
export const subscriptionIndexes = [
  { name: 'idx_artifact_subscriptions_user', table: 'artifact_subscriptions', on: 'user_id' },
  { name: 'idx_artifact_subscriptions_project', table: 'artifact_subscriptions', on: 'project_id' },
  { name: 'idx_artifact_callbacks_subscription', table: 'artifact_callbacks', on: 'subscription_id, status' },
];
