import { id, key, string, text, timestamp, uuid } from './column.js';

/**
 * @import { Table } from './column.js'
 * @import { Index } from './indexes.js'
 */

/**
 * What may not go live for now, and what goes live at a time of its own. No collections of Directus: they change with
 * the project locked, through the routes of the registry, and nothing is deleted from them.
 *
 * @type {Table[]}
 */
export const freezeTables = [
  {
    name: 'artifact_freezes',
    kind: 'internal',
    columns: [
      id(),
      key('project_id', 'projects', { required: true, onDelete: 'CASCADE' }),
      // Null: the whole project.
      string('schema_key', 255),
      text('reason', { required: true }),
      timestamp('frozen_at', { required: true }),
      // No foreign keys to directus_users: who did it must outlive the account.
      uuid('frozen_by'),
      timestamp('until'),
      timestamp('lifted_at'),
      uuid('lifted_by'),
      text('lift_reason'),
    ],
  },
  {
    name: 'artifact_schedules',
    kind: 'internal',
    columns: [
      id(),
      key('artifact_version_id', 'artifact_versions', { required: true }),
      // Null: called off.
      timestamp('promote_at'),
      text('reason'),
      timestamp('scheduled_at', { required: true }),
      uuid('scheduled_by'),
    ],
  },
  { name: 'artifact_versions', kind: 'registry', columns: [timestamp('promote_at')] },
];

/** @type {Index[]} */
export const freezeIndexes = [
  // Asked for at every promotion, so that it costs next to nothing where nothing is frozen.
  {
    name: 'idx_artifact_freezes_current',
    table: 'artifact_freezes',
    on: 'project_id',
    where: 'lifted_at IS NULL',
  },
  { name: 'idx_artifact_schedules_version', table: 'artifact_schedules', on: 'artifact_version_id' },
  {
    name: 'idx_artifact_versions_scheduled',
    table: 'artifact_versions',
    on: 'promote_at',
    where: 'promote_at IS NOT NULL AND promoted_context_version IS NULL',
  },
];
