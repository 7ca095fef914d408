import { z } from 'zod';
import { uuid } from '../schemas.js';

/** What may be told of somebody. */
export const person = z.object({
  id: uuid,
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  title: z.string().nullable(),
});
