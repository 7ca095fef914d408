import { NodeOperationError, sleep } from 'n8n-workflow';
import type {
  IDataObject,
  IExecuteFunctions,
  IHookFunctions,
  IHttpRequestOptions,
  ILoadOptionsFunctions,
  IWebhookFunctions,
  NodeApiError,
} from 'n8n-workflow';
import type { RequestPlan } from './plans/request-plan';
import { isRecord, readRefusal } from './read-refusal';
import { RefusedError, unreachable } from './request-errors';
import { mayRepeat, pauseBefore } from './retries';
import type { Outcome } from './retries';

export const CREDENTIAL = 'directusArtifactsApi';

/** Where in n8n a request can be made. */
export type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** What the server answered; `body` is parsed where it is JSON. */
export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: unknown;
}

export interface CallOptions {
  idempotencyKey?: string | undefined;
  /** How often the same request is sent at most; 1 unless told otherwise. */
  tries?: number;
  /** For the error: the item that the request is made for. */
  itemIndex?: number;
  /** Statuses from 400 on that are an answer and no failure. */
  accept?: number[];
}

/**
 * Sends a request, again where that is safe and can help (see `mayRepeat`).
 *
 * @throws NodeApiError with the server's message and code, and what to do about it
 */
export async function callServer(
  context: Context,
  plan: RequestPlan,
  options: CallOptions = {},
): Promise<Answer> {
  const { tries = 1, accept = [], idempotencyKey } = options;
  const repeatable = plan.method !== 'POST' || idempotencyKey !== undefined;
  for (let attempt = 1; ; attempt += 1) {
    const result = await attemptOnce(context, plan, idempotencyKey);
    if (!('error' in result) && result.status < 400) return result;
    const outcome = outcomeOf(result);
    if (attempt >= tries || !mayRepeat(outcome, repeatable)) {
      if (!('error' in result) && accept.includes(result.status)) return result;
      throw failure(context, result, options);
    }
    await sleep(pauseBefore(attempt, outcome, Math.random()));
  }
}

async function attemptOnce(
  context: Context,
  plan: RequestPlan,
  idempotencyKey: string | undefined,
): Promise<Answer | NoAnswer> {
  const request: IHttpRequestOptions = {
    method: plan.method,
    url: `${await baseUrl(context)}${plan.path}`,
    headers: {
      ...plan.headers,
      ...(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }),
    },
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    // A redirect would lead a request with a token somewhere that nobody named.
    disableFollowRedirect: true,
    timeout: 120_000,
    ...(plan.query === undefined ? {} : { qs: plan.query }),
    ...(plan.body === undefined ? {} : { body: plan.body as IDataObject }),
    ...(Buffer.isBuffer(plan.body) ? {} : { json: true }),
  };
  try {
    const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
      context,
      CREDENTIAL,
      request,
    );
    return asAnswer(response);
  } catch (error) {
    return { error, reason: reasonOf(error) };
  }
}

function asAnswer(response: unknown): Answer {
  const { statusCode, headers, body } = isRecord(response) ? response : {};
  return {
    status: Number(statusCode),
    headers: isRecord(headers) ? headers : {},
    body: typeof body === 'string' ? parsed(body) : body,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The code of the connection's error, e.g. `ECONNREFUSED`, wherever n8n put it. */
function reasonOf(error: unknown): string {
  for (let cause = error; isRecord(cause); cause = cause['cause']) {
    for (const value of [cause['code'], cause['httpCode']]) {
      if (typeof value === 'string' && /^E[A-Z_]+$/.test(value)) return value;
    }
  }
  return 'UNKNOWN';
}

function outcomeOf(result: Answer | NoAnswer): Outcome {
  if ('error' in result) return { kind: 'none', reason: result.reason };
  const { status, headers, body } = result;
  const seconds = Number(headers['retry-after']);
  return {
    kind: 'answer',
    status,
    code: readRefusal(status, body).code,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
  };
}

/** The address of Directus as the credential names it, without a slash at the end. */
export async function baseUrl(context: Context): Promise<string> {
  const { url } = await context.getCredentials(CREDENTIAL);
  if (typeof url !== 'string' || url === '') {
    throw new NodeOperationError(context.getNode(), 'The credential has no URL of Directus.');
  }
  return url.replace(/\/+$/, '');
}

/** No answer: the connection was refused, broke, or took too long. */
interface NoAnswer {
  error: unknown;
  reason: string;
}

function failure(context: Context, result: Answer | NoAnswer, { itemIndex }: CallOptions): NodeApiError {
  const at = itemIndex === undefined ? {} : { itemIndex };
  if ('error' in result) return unreachable(context.getNode(), result.reason, at);
  return new RefusedError(context.getNode(), readRefusal(result.status, result.body), at);
}
