import type { RestClient, RestCommand } from '@directus/sdk';
import {
  type ApprovalEntry,
  DECISION_ACTIONS,
  type DecisionAction,
  type Key,
  type VersionStatus,
} from '../domain/words.js';
import { segment } from './request.js';

export interface WaitOptions {
  /** Ends the wait, and the request that is under way. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the second look, 2000 unless told otherwise; doubled with each, up to half a minute. */
  interval?: number | undefined;
  /** Milliseconds after which the wait ends with a `TimeoutError`; never, unless told otherwise. */
  timeout?: number | undefined;
  /** `sequence` of a decision that is known: waits for a later one. */
  after?: number | undefined;
}

/** The latest decision on a version, with the version as it is now. */
export interface DecisionOnVersion {
  version: { id: string; project_id: Key; schema_key: string; status: VersionStatus };
  decision: ApprovalEntry & { action: DecisionAction };
}

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Waits until somebody has decided on a version: approved, rejected, asked for changes, or revoked. Asks again and
 * again, with growing pauses; goes on when the server is away or overloaded for a while.
 *
 * Needs the right to read `artifact_versions` and `artifact_approvals`, but not to decide.
 *
 * @throws the reason of `signal`; a DOMException `TimeoutError`; what the client throws when the server refuses, e.g.
 *   FORBIDDEN for a version that does not exist
 */
export async function waitForDecision<Schema>(
  client: RestClient<Schema>,
  id: string,
  { signal, interval = FIRST_PAUSE_MS, timeout, after = 0 }: WaitOptions = {},
): Promise<DecisionOnVersion> {
  const limit = new AbortController();
  const expire = () => {
    limit.abort(new DOMException(`No decision on ${id} within ${timeout ?? 0} ms`, 'TimeoutError'));
  };
  const timer = timeout === undefined ? undefined : setTimeout(expire, timeout);
  const stop = () => limit.abort(signal?.reason);
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let pause = interval; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const found = await look(client, id, after, limit.signal);
      if (found !== null) return found;
      await sleep(pause, limit.signal);
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** One look; null when there is nothing yet, or nobody to ask. */
async function look<Schema>(
  client: RestClient<Schema>,
  id: string,
  after: number,
  signal: AbortSignal,
): Promise<DecisionOnVersion | null> {
  try {
    signal.throwIfAborted();
    // First, and each time: entries of a version that is not there would be no entries, for ever.
    const version = await client.request(readVersion<Schema>(id, signal));
    const [decision] = await client.request(readLatestDecision<Schema>(id, after, signal));
    return decision === undefined ? null : { version, decision };
  } catch (error) {
    // Whatever form the abort takes in the client's fetch, its reason is what the caller knows.
    signal.throwIfAborted();
    if (isTransient(error)) return null;
    throw error;
  }
}

function readVersion<Schema>(
  id: string,
  signal: AbortSignal,
): RestCommand<DecisionOnVersion['version'], Schema> {
  return () => ({
    path: `/items/artifact_versions/${segment(id)}`,
    method: 'GET',
    params: { fields: ['id', 'project_id', 'schema_key', 'status'] },
    onRequest: (request) => ({ ...request, signal }),
  });
}

function readLatestDecision<Schema>(
  id: string,
  after: number,
  signal: AbortSignal,
): RestCommand<DecisionOnVersion['decision'][], Schema> {
  const filter = {
    artifact_version_id: { _eq: id },
    action: { _in: DECISION_ACTIONS },
    // An approval that policies count while others are missing belongs to no decision.
    decision_id: { _nnull: true },
    sequence: { _gt: after },
  };
  return () => ({
    path: '/items/artifact_approvals',
    method: 'GET',
    params: { filter, sort: ['-sequence'], limit: 1 },
    onRequest: (request) => ({ ...request, signal }),
  });
}

/** No answer, a limit of requests, or a server that is restarting: worth asking again. */
function isTransient(error: unknown): boolean {
  if (error instanceof TypeError) return true; // what fetch throws without a connection
  if (typeof error !== 'object' || error === null || !('response' in error)) return false;
  const { response } = error;
  return response instanceof Response && (response.status === 429 || response.status >= 500);
}

/** Waits so long, or until the signal is given. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
