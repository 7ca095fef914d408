import { ServiceUnavailableError } from '@directus/errors';
import { translateDatabaseError } from './translate-database-error.js';

/** What PostgreSQL says when it cannot serve anybody, or not now, by SQLSTATE. */
const UNAVAILABLE = new Map([
  ['25006', 'it takes no writes'],
  ['25P03', 'the connection was cut'],
  ['40001', 'it was too busy with other changes'],
  ['40P01', 'it was too busy with other changes'],
  ['53100', 'its disk is full'],
  ['53200', 'it has too little memory'],
  ['53300', 'it has too many connections'],
  ['55P03', 'somebody else kept what is needed locked'],
  ['57014', 'it took longer than is allowed'],
  ['57P01', 'the connection was cut'],
  ['57P02', 'it crashed and is coming back'],
  ['57P05', 'the connection was cut'],
  ['57P03', 'it is starting or stopping'],
  ['58030', 'its disk fails'],
  ['SQLITE_BUSY', 'somebody else kept it locked'],
  ['SQLITE_CANTOPEN', 'its file cannot be opened'],
  ['SQLITE_FULL', 'its disk is full'],
  ['SQLITE_IOERR', 'its disk fails, or is full'],
  ['SQLITE_READONLY', 'it takes no writes'],
  // Of the socket, on the way there.
  ['ECONNREFUSED', 'nobody answers there'],
  ['ECONNRESET', 'the connection was cut'],
  ['EPIPE', 'the connection was cut'],
  ['ETIMEDOUT', 'nobody answers there'],
]);

/** Class 08 of SQLSTATE: the connection failed. */
const CONNECTION_FAILED = /^08\w{3}$/;

/** What the driver says in words only; knex puts the statement in front of it ("ROLLBACK - Connection terminated …"). */
const CUT_IN_WORDS =
  /(^| - )(Connection terminated|Client has encountered a connection error|Client was closed)/;

/** SQLite has rolled back by itself, as it does when it cannot write; knex tells of its own attempt to do so only. */
const GIVEN_UP_IN_WORDS = 'cannot rollback - no transaction is active';

/** What Directus says when it has repeated a transaction in vain; why, is the error's cause. */
const REPEATED_IN_VAIN = /^Transaction failed after \d+ attempts$/;

/** By these codes Directus, or whoever called it, sees that a transaction is worth repeating. */
const REPEATED = new Set(['40001', '40P01', 'SQLITE_BUSY']);

/** The same of its pool of connections. */
const POOL_IN_WORDS = /Timeout acquiring a connection|timeout exceeded when trying to connect/;

/** What ioredis says of Redis, in which Directus looks for permissions, when it has waited for it in vain. */
const REDIS_IN_WORDS = 'Reached the max retries per request limit';

/**
 * Turns what a request ends with into what its client is told: also a database or Redis that cannot serve anybody now into 503,
 * which says to try again, where Directus would answer 500. Within a transaction that somebody may repeat, use
 * {@link translateErrorWithin}.
 */
export function translateFinalError(error: unknown): unknown {
  const translated = translateDatabaseError(error);
  if (!(translated instanceof Error)) return translated;
  if (translated.message.startsWith(REDIS_IN_WORDS))
    return new ServiceUnavailableError({ service: 'redis', reason: 'nobody answers there' });
  const reason = whyUnavailable(translated);
  return reason === null ? translated : new ServiceUnavailableError({ service: 'database', reason });
}

/** The same, but leaves what a transaction is repeated for as it is: by its code, which must still be there. */
export function translateErrorWithin(error: unknown): unknown {
  const repeated = error instanceof Error && 'code' in error && REPEATED.has(String(error.code));
  return repeated ? error : translateFinalError(error);
}

/**
 * Why the database could not serve a request, as a clause, if that is what an error says; else null. The request
 * changed nothing then, unless it was its commit that nobody answered, and can be sent again.
 */
function whyUnavailable(error: Error): string | null {
  if (REPEATED_IN_VAIN.test(error.message) && error.cause instanceof Error)
    return whyUnavailable(error.cause);
  const code = 'code' in error ? String(error.code) : '';
  const reason = UNAVAILABLE.get(code);
  if (reason !== undefined) return reason;
  if (CONNECTION_FAILED.test(code) || CUT_IN_WORDS.test(error.message)) return 'the connection was cut';
  if (error.message.includes(GIVEN_UP_IN_WORDS)) return 'it cannot write: its disk fails, or is full';
  return POOL_IN_WORDS.test(error.message) ? 'all connections to it are in use' : null;
}
