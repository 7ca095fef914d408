import type { OperationContext } from '@directus/types';
import type { Knex } from 'knex';
import { announceAfterCommit } from '../artifacts-hook/announce-after-commit.js';
import { isTransaction } from '../commands/transaction.js';
import { translateFinalError } from '../commands/database-unavailable.js';
import type { Announcement } from '../directus/announce.js';
import { elevated } from '../directus/elevated.js';
import type { Caller, Host } from '../directus/host.js';
import { makeHost } from '../directus/make-host.js';
import type { Json } from '../domain/words.js';
import { actAs } from './act-as.js';
import { givenOptions, type Options } from './options.js';
import { refusalData } from './refusal-data.js';

/** What an operation does, on whose behalf, with the options that are filled in but `permissions`. */
type Work = (run: {
  host: Host;
  caller: Caller;
  given: Options;
}) => Promise<{ result: Json; announcements: Announcement[] }>;

/**
 * Runs what a Flow operation does, and announces what it changed after the commit.
 *
 * A Flow on a filter event may run inside the transaction of the write that raised it. The work then is a savepoint
 * in it: on SQLite any other connection would wait for that transaction, and it for the Flow; and when the work
 * fails and the Flow goes on along its reject path, half of it must not be committed.
 *
 * @throws what {@link refusalData} makes of a refusal
 */
export async function runForFlow(options: Options, context: OperationContext, work: Work): Promise<Json> {
  try {
    const { permissions, ...given } = givenOptions(options);
    const { database } = context;
    const schema = await context.getSchema({ database });
    const caller = { accountability: actAs(permissions, context.accountability), schema };
    const host = makeHost(context);
    if (!isTransaction(database)) {
      const { result, announcements } = await work({ host, caller, given });
      await announceAfterCommit(host, caller, database, announcements);
      return result;
    }
    const { result, announcements } = await database.transaction((savepoint) =>
      work({ host: { ...host, database: savepoint }, caller, given }),
    );
    const outside = { ...host, database: plainDatabase(host, caller) };
    await announceAfterCommit(outside, caller, database, announcements);
    return result;
  } catch (error) {
    throw refusalData(translateFinalError(error));
  }
}

/** Directus' own connection: what is announced after the commit cannot use the transaction that is over by then. */
function plainDatabase(host: Host, caller: Caller): Knex {
  const { schema, accountability } = elevated(caller);
  return new host.services.ItemsService('projects', { schema, accountability }).knex;
}
