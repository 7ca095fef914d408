import type { Reply } from '../../helpers/api.js';

/** How a request ended, the same for REST and GraphQL: `code` is null when it succeeded. */
export interface Outcome {
  status: number;
  code: string | null;
  message: string;
  extensions: Record<string, unknown>;
  data: unknown;
}

/** GraphQL answers with errors in the body whatever its status, so success is the absence of errors. */
export function outcomeOf(reply: Reply): Outcome {
  const [error] = reply.body.errors ?? [];
  const succeeded = error === undefined && reply.status < 300;
  return {
    status: reply.status,
    code: succeeded ? null : (error?.extensions.code ?? `HTTP_${reply.status}`),
    message: error?.message ?? '',
    extensions: error?.extensions ?? {},
    data: reply.body.data,
  };
}

/** What a table of routes compares: `ok`, or the code of the refusal with its status where REST sent one. */
export function verdict({ status, code }: Outcome): string {
  if (code === null) return 'ok';
  return status === 200 ? code : `${status} ${code}`;
}
