import type { Reply } from '../../helpers/api.js';

/** What of an error answer a test looks at. */
export interface Refusal {
  status: number;
  code: string | undefined;
  message: string;
  field: unknown;
  extensions: Record<string, unknown>;
}

/** The first error of an answer, flat; a success has no code, so that a test which expects one fails. */
export function refusal(reply: Reply): Refusal {
  const [error] = reply.body.errors ?? [];
  return {
    status: reply.status,
    code: error?.extensions.code,
    message: error?.message ?? JSON.stringify(reply.body).slice(0, 300),
    field: error?.extensions['field'],
    extensions: error?.extensions ?? {},
  };
}
