import { z } from 'zod';
import { readPeople } from '../../commands/read-people.js';
import { defineRoute } from '../route.js';
import { data, uuid } from '../schemas.js';
import { person } from './person-schema.js';

const MOST = 100;

const ids = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(uuid).max(MOST))
  .meta({ description: `Ids of users, at most ${MOST}, with commas between them` });

/** `GET /people` */
export const readPeopleRoute = defineRoute({
  method: 'get',
  path: '/people',
  summary: 'Names of those who recorded or decided something',
  description:
    'Only of those who did something that the caller may read, and nothing but the name and title. Everybody else is left out.',
  query: z.strictObject({ ids }),
  responses: { 200: data(z.array(person)) },
  errors: [],
  async handle({ host, caller, query }) {
    const people = await readPeople({ host, caller, ids: query.ids });
    return { status: 200, body: { data: people.map((one) => ({ ...one })) } };
  },
});
