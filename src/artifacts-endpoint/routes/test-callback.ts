import { z } from 'zod';
import { testCallback } from '../../commands/test-callback.js';
import { defineRoute } from '../route.js';
import { callbackUrl, data } from '../schemas.js';

const result = z
  .object({
    delivered: z.boolean().meta({ description: 'The receiver answered 2xx' }),
    status: z.int().nullable(),
    duration_ms: z.int(),
    error: z.string().nullable(),
  })
  .meta({ id: 'CallbackTest' });

/** `POST /callbacks/test` */
export const testCallbackRoute = defineRoute({
  method: 'post',
  path: '/callbacks/test',
  summary: 'Send one signed call to an address now',
  description: 'Answers 200 also when the receiver fails: what happened is in the answer.',
  body: z.strictObject({ url: callbackUrl }),
  responses: { 200: data(result) },
  errors: [],
  handle: ({ host, caller, body, once }) =>
    testCallback({ host, caller, once, url: body.url, respond: (test) => ({ data: { ...test } }) }),
});
