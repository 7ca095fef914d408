import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { isPostgres } from '../store/dialect.js';

/** A request of the server takes about as long, and should not have to begin anew each time. */
const SHORTEST_MS = 40;

/**
 * Lets others write for as long as we have, or a moment. SQLite queues nobody: whoever waits for the one writer only looks now and
 * then whether there is a gap, and gives up when there is none for a while.
 *
 * @param since when our last writing began, as `Date.now()` says it
 */
export async function giveWay(knex: Knex, since: number): Promise<void> {
  if (!isPostgres(knex)) await sleep(Math.max(Date.now() - since, SHORTEST_MS));
}
