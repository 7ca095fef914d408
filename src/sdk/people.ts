import type { RestCommand } from '@directus/sdk';
import { get } from './request.js';

export interface Person {
  id: string;
  first_name: string | null;
  last_name: string | null;
  title: string | null;
}

/**
 * Names of up to 100 users who recorded or decided something that the caller may read; others are left out:
 * `GET /artifacts/people`.
 */
export const readPeople = <Schema>(ids: string[]): RestCommand<Person[], Schema> =>
  get('/people', { ids: ids.join(',') });
