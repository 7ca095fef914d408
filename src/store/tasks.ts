import type { Knex } from 'knex';
import type { Key } from '../domain/words.js';

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
