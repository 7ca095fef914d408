import type { Knex } from 'knex';
import type { Sha256, Timestamp } from '../domain/words.js';
import { isPostgres, writeTimestamp } from './dialect.js';

/** A finished request under an Idempotency-Key, with the answer it got. */
export interface StoredAnswer {
  method: string;
  path: string;
  body_hash: Sha256;
  status: number;
  /** The response body, as the text that was sent. */
  response: string;
}

/**
 * Takes the lock of one user's key until the transaction ends. False: another request with this key is
 * running. SQLite has one writer, so a second request waits its turn and then finds the stored answer.
 */
export async function claimKey(knex: Knex, actor: string, key: string): Promise<boolean> {
  if (!isPostgres(knex)) return true;
  const result: { rows: { claimed: boolean }[] } = await knex.raw(
    'SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0)) AS claimed',
    [`artifacts:idempotency:${actor}:${key}`],
  );
  return result.rows[0]?.claimed === true;
}

/** The stored answer to a user's key, if there is one that has not expired. */
export async function findAnswer(
  knex: Knex,
  actor: string,
  key: string,
  notBefore: Timestamp,
): Promise<StoredAnswer | null> {
  const row: StoredAnswer | undefined = await knex('artifact_idempotency_keys')
    .select('method', 'path', 'body_hash', 'status', 'response')
    .where({ actor, idempotency_key: key })
    .andWhere('date_created', '>=', writeTimestamp(notBefore))
    .first();
  return row ?? null;
}

/** Stores an answer in the transaction of what it answers; an expired one under the same key gives way. */
export async function storeAnswer(
  knex: Knex,
  answer: StoredAnswer & { actor: string; key: string; at: Timestamp },
): Promise<void> {
  const { actor, key, at, ...stored } = answer;
  await knex('artifact_idempotency_keys').where({ actor, idempotency_key: key }).delete();
  await knex('artifact_idempotency_keys').insert({
    actor,
    idempotency_key: key,
    ...stored,
    date_created: writeTimestamp(at),
  });
}

/** Puts another answer in the place of the stored one. */
export async function replaceAnswer(
  knex: Knex,
  { actor, key, response }: { actor: string; key: string; response: string },
): Promise<void> {
  await knex('artifact_idempotency_keys').where({ actor, idempotency_key: key }).update({ response });
}

/** Forgets answers older than `before`; returns how many. */
export async function forgetAnswers(knex: Knex, before: Timestamp): Promise<number> {
  return knex('artifact_idempotency_keys').where('date_created', '<', writeTimestamp(before)).delete();
}
