import { char, id, integer, key, oneOf, serial, string, text, timestamp } from './column.js';

/** @import { Table } from './column.js' */

/**
 * Tables without a Directus collection: no screen, no REST, no share of the collection limit.
 *
 * @type {Table[]}
 */
export const internalTables = [
  {
    name: 'artifact_idempotency_keys',
    kind: 'internal',
    columns: [
      // Not (actor, key): Directus warns about a composite primary key whenever it reads the schema of a SQLite file.
      serial('id'),
      string('actor', 64, { required: true }),
      string('idempotency_key', 255, { required: true }),
      string('method', 10, { required: true }),
      text('path', { required: true }),
      char('body_hash', 64, { required: true }),
      integer('status', { required: true }),
      text('response', { required: true }),
      timestamp('date_created', { required: true }),
    ],
  },
  {
    name: 'artifact_callbacks',
    kind: 'internal',
    columns: [
      id(),
      key('artifact_version_id', 'artifact_versions', { required: true }),
      integer('sequence', { required: true }),
      text('url', { required: true }),
      text('body', { required: true }),
      string('status', 16, { required: true, default: 'pending' }),
      integer('attempts', { required: true, default: 0 }),
      timestamp('next_attempt_at', { required: true }),
      integer('last_status'),
      text('last_error'),
      timestamp('date_created', { required: true }),
      timestamp('delivered_at'),
      timestamp('expires_at', { required: true }),
    ],
    checks: [oneOf('artifact_callbacks', 'status', ['pending', 'delivered', 'failed'])],
  },
  {
    name: 'artifact_file_digests',
    kind: 'internal',
    columns: [
      key('file_id', 'directus_files', { primary: true, required: true, onDelete: 'CASCADE' }),
      char('sha256', 64, { required: true }),
      // What the row of the file said when its bytes were read; a digest counts only while that is unchanged.
      text('fingerprint', { required: true }),
      timestamp('date_created', { required: true }),
    ],
  },
];
