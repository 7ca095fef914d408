import {
  boolean,
  char,
  id,
  integer,
  json,
  key,
  oneOf,
  serial,
  string,
  text,
  timestamp,
  uuid,
} from './column.js';

/**
 * @import { Table } from './column.js'
 * @import { Index } from './indexes.js'
 */

/**
 * The rules, every revision of them, and the automatic decisions that are still to be carried out. Only the first is
 * a collection of Directus: the others are nobody's to edit.
 *
 * @type {Table[]}
 */
export const policyTables = [
  {
    name: 'artifact_policies',
    kind: 'registry',
    columns: [
      id(),
      string('name', 255, { required: true }),
      boolean('enabled', { required: true, default: true }),
      integer('sort'),
      // A project with rules of its own stays: without it they would hold for all projects.
      key('project_id', 'projects'),
      string('schema_key', 255),
      json('origins'),
      json('actor_types'),
      json('filter'),
      string('effect', 16, { required: true }),
      text('reason'),
      integer('approvals'),
      json('reviewers'),
      boolean('distinct_from_author', { required: true, default: true }),
      boolean('fresh', { required: true, default: false }),
      integer('revision', { required: true, default: 1 }),
      timestamp('date_created'),
      key('user_created', 'directus_users', { onDelete: 'SET NULL' }),
      timestamp('date_updated'),
      key('user_updated', 'directus_users', { onDelete: 'SET NULL' }),
    ],
    checks: [oneOf('artifact_policies', 'effect', ['auto_approve', 'auto_reject', 'require'])],
  },
  {
    name: 'artifact_policy_revisions',
    kind: 'internal',
    columns: [
      serial('id'),
      uuid('policy_id', { required: true }),
      integer('revision', { required: true }),
      json('rule', { required: true }),
      uuid('user_id'),
      timestamp('date_created', { required: true }),
    ],
  },
  {
    name: 'artifact_policy_decisions',
    kind: 'internal',
    columns: [
      id(),
      // No foreign key: this row is written before that of its version, in one transaction with it.
      uuid('artifact_version_id', { required: true }),
      uuid('policy_id', { required: true }),
      integer('revision', { required: true }),
      string('effect', 16, { required: true }),
      text('reason', { required: true }),
      char('content_hash', 64, { required: true }),
      string('status', 16, { required: true, default: 'pending' }),
      integer('attempts', { required: true, default: 0 }),
      timestamp('next_attempt_at', { required: true }),
      text('note'),
      timestamp('date_created', { required: true }),
    ],
    checks: [oneOf('artifact_policy_decisions', 'status', ['pending', 'done', 'skipped'])],
  },
];

/** @type {Index[]} */
export const policyIndexes = [
  { name: 'idx_artifact_policies_project', table: 'artifact_policies', on: 'project_id' },
  {
    name: 'idx_artifact_policy_revisions',
    table: 'artifact_policy_revisions',
    on: 'policy_id, revision',
    unique: true,
  },
  {
    name: 'idx_artifact_policy_decisions_version',
    table: 'artifact_policy_decisions',
    on: 'artifact_version_id',
    unique: true,
  },
  {
    name: 'idx_artifact_policy_decisions_due',
    table: 'artifact_policy_decisions',
    on: 'next_attempt_at',
    where: `status = 'pending'`,
  },
];
