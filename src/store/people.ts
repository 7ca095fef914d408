import type { Knex } from 'knex';

/** What may be told of somebody who recorded or decided something. */
export interface Person {
  id: string;
  first_name: string | null;
  last_name: string | null;
  /** What they are, such as "Art director". */
  title: string | null;
}

/** The names of users, of those that exist. */
export async function readNames(knex: Knex, ids: string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  const columns = ['id', 'first_name', 'last_name', 'title'] as const;
  return knex<Person>('directus_users')
    .select(...columns)
    .whereIn('id', ids)
    .orderBy('id');
}
