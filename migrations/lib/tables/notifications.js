import { id, integer, key, oneOf, string, timestamp, uuid } from './column.js';

/**
 * @import { Table } from './column.js'
 * @import { Index } from './indexes.js'
 */

/**
 * How somebody wants to be told of what waits for them, what they were told, and which versions nobody has looked at
 * yet. No collections of Directus: settings are nobody else's, and the rest is the server's own.
 *
 * @type {Table[]}
 */
export const notificationTables = [
  {
    name: 'artifact_review_settings',
    kind: 'internal',
    columns: [
      key('user_id', 'directus_users', { primary: true, required: true, onDelete: 'CASCADE' }),
      // Null: as the operator has set it for everybody.
      string('mode', 16),
      integer('digest_hour'),
      timestamp('away_from'),
      timestamp('away_until'),
      key('delegate_to', 'directus_users', { onDelete: 'SET NULL' }),
      // When the server looks at what waits for this user: the next digest, or the end of an absence.
      timestamp('next_look_at'),
    ],
    checks: [oneOf('artifact_review_settings', 'mode', ['each', 'digest', 'off'])],
  },
  {
    name: 'artifact_notifications',
    kind: 'internal',
    columns: [
      id(),
      key('user_id', 'directus_users', { required: true, onDelete: 'CASCADE' }),
      key('artifact_version_id', 'artifact_versions', { required: true }),
      timestamp('told_at', { required: true }),
    ],
  },
  {
    name: 'artifact_review_queue',
    kind: 'internal',
    columns: [
      // No foreign key: this row is written before that of its version, in one transaction with it.
      uuid('artifact_version_id', { primary: true, required: true }),
      timestamp('next_attempt_at', { required: true }),
    ],
  },
];

/** @type {Index[]} */
export const notificationIndexes = [
  {
    // A rule: nobody is told twice of one version, however many servers find it.
    name: 'idx_artifact_notifications_once',
    table: 'artifact_notifications',
    on: 'user_id, artifact_version_id',
    unique: true,
  },
  {
    name: 'idx_artifact_notifications_version',
    table: 'artifact_notifications',
    on: 'artifact_version_id',
  },
  { name: 'idx_artifact_notifications_told', table: 'artifact_notifications', on: 'told_at' },
  { name: 'idx_artifact_review_queue_due', table: 'artifact_review_queue', on: 'next_attempt_at' },
  {
    name: 'idx_artifact_review_settings_due',
    table: 'artifact_review_settings',
    on: 'next_look_at',
    where: 'next_look_at IS NOT NULL',
  },
];
