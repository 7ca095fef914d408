import type { Knex } from 'knex';
import type { Key } from '../domain/words.js';
import { isPostgres } from './dialect.js';

/** A task as the promotion rule sees it. */
export interface Task {
  id: Key;
  project_id: Key | null;
  status: string | null;
}

/** Tasks by id. */
export async function readTasks(knex: Knex, ids: Key[]): Promise<Task[]> {
  if (ids.length === 0) return [];
  return knex('tasks').select('id', 'project_id', 'status').whereIn('id', ids);
}

/**
 * Tasks by id, whose status cannot change until the transaction ends. A task without a project is not covered by
 * the project lock: approving its version and finishing it at once would each miss what the other did.
 */
export async function holdTasks(knex: Knex, ids: Key[]): Promise<Task[]> {
  if (ids.length === 0) return [];
  const query = knex('tasks').select('id', 'project_id', 'status').whereIn('id', ids).orderBy('id');
  return isPostgres(knex) ? query.forShare() : query;
}
