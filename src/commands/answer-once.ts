import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { canonicalize } from '../domain/canonical-json.js';
import type { Json } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Host } from '../directus/host.js';
import { IdempotencyInProgress, IdempotencyKeyReused } from '../errors/index.js';
import { claimKey, findAnswer, replaceAnswer, storeAnswer, type StoredAnswer } from '../store/idempotency.js';
import { addMilliseconds } from '../domain/callback-schedule.js';
import { readClock } from '../store/dialect.js';
import { inTransaction } from './transaction.js';

const HOUR_MS = 60 * 60 * 1000;

/** A request that carries an Idempotency-Key, and whose it is. */
export interface OnceRequest {
  actor: string;
  key: string;
  method: string;
  path: string;
  body: Json;
}

/** What is sent back, and what to tell Directus' listeners after the commit. */
export interface Answer {
  status: number;
  body: Json;
  announcements: Announcement[];
  replayed: boolean;
}

/** Thrown to leave a transaction that must not be committed with the answer it would have had. */
export class LeaveWith extends Error {
  constructor(readonly answer: Answer) {
    super('The transaction is rolled back; its answer stands');
  }
}

/**
 * Runs a command in a transaction, at most once per Idempotency-Key: its answer is stored in the same
 * transaction, and a repeated request gets that answer again. Without a key it just runs.
 *
 * @throws IdempotencyKeyReused for another request under the same key
 * @throws IdempotencyInProgress while the first one still runs
 */
export async function answerOnce(
  host: Host,
  request: OnceRequest | null,
  work: (trx: Knex.Transaction) => Promise<Omit<Answer, 'replayed'>>,
): Promise<Answer> {
  return leavingWith(() =>
    inTransaction(host.database, async (trx) => {
      if (request !== null) await replayIfAnswered(host, trx, request);
      const answer = await work(trx);
      if (request !== null) await keepAnswer(trx, request, answer);
      return { ...answer, replayed: false };
    }),
  );
}

/** Turns a transaction that was left on purpose into the answer it was left with. */
export async function leavingWith(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LeaveWith) return error.answer;
    throw error;
  }
}

/**
 * Claims the key for this transaction, and leaves with the stored answer if the request was answered before.
 *
 * @throws LeaveWith, IdempotencyKeyReused, IdempotencyInProgress
 */
export async function replayIfAnswered(
  host: Host,
  trx: Knex.Transaction,
  request: OnceRequest,
): Promise<void> {
  const { actor, key } = request;
  if (!(await claimKey(trx, actor, key))) throw new IdempotencyInProgress({ key });
  const notBefore = addMilliseconds(await readClock(trx), -host.settings.idempotencyHours * HOUR_MS);
  const stored = await findAnswer(trx, actor, key, notBefore);
  if (stored === null) return;
  if (!isSameRequest(stored, request)) throw new IdempotencyKeyReused({ key });
  throw new LeaveWith({
    status: stored.status,
    body: JSON.parse(stored.response) as Json,
    announcements: [],
    replayed: true,
  });
}

/** Stores the answer of a request; commits with what it answers. */
export async function keepAnswer(
  trx: Knex.Transaction,
  request: OnceRequest,
  answer: { status: number; body: Json },
): Promise<void> {
  const { actor, key, method, path } = request;
  await storeAnswer(trx, {
    actor,
    key,
    method,
    path,
    body_hash: hashBody(request.body),
    status: answer.status,
    response: JSON.stringify(answer.body),
    at: await readClock(trx),
  });
}

/**
 * Changes a stored answer to what the client is about to be told: it was committed before all of that was known. Should
 * the server end in between, nobody was told anything else.
 */
export async function correctAnswer(knex: Knex, { actor, key }: OnceRequest, body: Json): Promise<void> {
  await replaceAnswer(knex, { actor, key, response: JSON.stringify(body) });
}

function isSameRequest(stored: StoredAnswer, request: OnceRequest): boolean {
  return (
    stored.method === request.method &&
    stored.path === request.path &&
    stored.body_hash === hashBody(request.body)
  );
}

function hashBody(body: Json): string {
  return createHash('sha256').update(canonicalize(body)).digest('hex');
}
