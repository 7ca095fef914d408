import { setTimeout as sleep } from 'node:timers/promises';
import { as } from '../helpers/api.js';
import type { Effect, History, Invocation } from './history.js';
import { nextOperation } from './operations.js';
import type { Operation } from './operations.js';
import type { Random } from './random.js';
import { planRequest } from './requests.js';
import type { Planned } from './requests.js';
import type { World } from './world.js';

const LONGEST_ANSWER_MS = 45_000;
const MOST_ATTEMPTS = 12;
const PAUSE_WHEN_ALL_DOWN_MS = 200;

/** A client that does one thing after the other and writes down what it was told. */
export interface Client {
  /**
   * Works until `until` says it is time; then its last request has ended.
   *
   * @param pace ends when the next operation may begin; each begins at once without it
   */
  work(until: () => boolean, pace?: () => Promise<void>): Promise<void>;
}

/** @param number of the client; with the seed it makes all its draws */
export function makeClient(world: World, history: History, random: Random, number: number): Client {
  let count = 0;
  return {
    work: async (until, pace) => {
      while (!until()) {
        await pace?.();
        count += 1;
        const operation = nextOperation(random);
        const token = `chaos-${history.plan.seed}-${number}-${count}`;
        await perform(world, history, operation, token, number);
      }
    },
  };
}

async function perform(world: World, history: History, operation: Operation, token: string, client: number) {
  const contextVersionOf = async (projectId: string) => {
    const read = await send(world, operation, 0, {
      ...{
        person: 'admin',
        method: 'GET',
        path: `/artifacts/projects/${projectId}/context`,
        body: undefined,
      },
      ...{ headers: {}, effect: { kind: 'nothing' } },
    });
    const etag = /^"(\d+)"$/.exec(read?.headers.get('etag') ?? '');
    return etag === null ? null : Number(etag[1]);
  };
  const planned = await planRequest(world, operation, token, contextVersionOf);
  if (planned === null) return;
  const { method, path, body } = planned;
  const invocation: Invocation = {
    ...{ token, client, operation: operation.kind, request: { method, path, body } },
    ...{ statuses: [], codes: [], answeredAfter: null, outcome: 'unknown', effect: planned.effect },
    ...{ startedAt: Date.now(), endedAt: Number.POSITIVE_INFINITY },
  };
  history.invocations.push(invocation);
  // Directus' own routes know no Idempotency-Key: what nobody answered stays unknown there.
  const keyed = path.startsWith('/artifacts/');
  const request = keyed ? { ...planned, headers: { ...planned.headers, 'Idempotency-Key': token } } : planned;
  let answered = false;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && !answered; attempt += 1) {
    const sentAt = performance.now();
    const reply = await send(world, operation, attempt, request);
    if (attempt === 0 && reply !== null) invocation.answeredAfter = performance.now() - sentAt;
    invocation.statuses.push(reply?.status ?? null);
    invocation.codes.push(...codesOf(reply?.body));
    answered = await judge(world, operation, request, invocation, reply, attempt);
    if (!keyed) break;
    if (!answered) await sleep(Math.min(100 * 2 ** attempt, 3000));
  }
  invocation.endedAt = Date.now();
}

interface Reply {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Takes down what a reply means; false when it means nothing yet. */
async function judge(
  world: World,
  operation: Operation,
  request: Planned,
  invocation: Invocation,
  reply: Reply | null,
  attempt: number,
): Promise<boolean> {
  if (reply === null || reply.status >= 500 || reply.status === 429) return false;
  // GraphQL says so with 200.
  if (codesOf(reply.body).includes('INTERNAL_SERVER_ERROR')) return false;
  if (invocation.codes.at(-1) === 'IDEMPOTENCY_IN_PROGRESS' && reply.status === 409) return false;
  if (reply.status >= 400 || codesOf(reply.body).length > 0) {
    // An earlier attempt may still be under way, and be allowed what this one was refused.
    const isFirst = invocation.statuses.length === 1;
    invocation.outcome = isFirst ? 'refused' : 'unknown';
    return true;
  }
  invocation.outcome = 'ok';
  invocation.effect = known(world, request.effect, dataOf(reply.body));
  if (operation.repeat && request.headers['Idempotency-Key'] !== undefined) {
    const again = await send(world, { ...operation, hangUpAfter: null }, attempt + 1, request);
    if (again !== null && again.status < 500 && codesOf(again.body)[0] !== 'IDEMPOTENCY_IN_PROGRESS') {
      const same = JSON.stringify(again.body) === JSON.stringify(reply.body) && again.status === reply.status;
      if (!same) invocation.codes.push('REPLAY_DIFFERS');
    }
  }
  return true;
}

/** The effect with what the answer named, which the clients then know, too. */
function known(world: World, effect: Effect, data: unknown): Effect {
  if (effect.kind === 'versions') {
    const rows = (Array.isArray(data) ? data : [data]) as Record<string, unknown>[];
    const ids = rows.filter((row) => row['unchanged'] !== true).map((row) => String(row['id']));
    for (const row of rows) {
      const id = String(row['id']);
      if (world.versions.some((version) => version.id === id)) continue;
      world.versions.push({ id, projectId: String(row['project_id']), schemaKey: String(row['schema_key']) });
    }
    return ids.length === rows.length ? { ...effect, ids } : { kind: 'nothing' };
  }
  if (effect.kind === 'promotion') {
    const result = data as {
      previous_context_version: number;
      context_version: number;
      promoted: { version_id: string }[];
    };
    const versionIds = result.promoted.map(({ version_id }) => version_id);
    return { ...effect, from: result.previous_context_version, to: result.context_version, versionIds };
  }
  return effect;
}

/** Null where no answer came: the connection broke, the client hung up, or no server listens. */
async function send(
  world: World,
  { picks, hangUpAfter }: Operation,
  attempt: number,
  request: Planned,
): Promise<Reply | null> {
  const { urls, people } = world;
  const patience = attempt === 0 && hangUpAfter !== null ? hangUpAfter : LONGEST_ANSWER_MS;
  const headers = {
    ...request.headers,
    ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
  };
  for (let server = 0; server < urls.length; server += 1) {
    const url = urls[(picks.server + attempt + server) % urls.length] ?? '';
    try {
      return await as(url, people[request.person].token).send(request.method, request.path, {
        headers,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        signal: AbortSignal.timeout(patience),
      });
    } catch (error) {
      if (!isRefusedConnection(error)) return null;
    }
  }
  await sleep(PAUSE_WHEN_ALL_DOWN_MS);
  return null;
}

/** Nobody listens there: the request was not even sent, and another server may have it. */
function isRefusedConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}

function codesOf(body: unknown): string[] {
  const { errors } = (typeof body === 'object' && body !== null ? body : {}) as {
    errors?: { extensions?: { code?: string } }[];
  };
  return (errors ?? []).map(({ extensions }) => extensions?.code ?? 'NO_CODE');
}

function dataOf(body: unknown): unknown {
  return (body as { data?: unknown }).data;
}
