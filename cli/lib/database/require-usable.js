import { databaseReason } from './database-reason.js';
import { Problem } from '../problem.js';

/** @import { Knex } from 'knex' */

/**
 * Makes sure that a database is a PostgreSQL that we can create tables in.
 *
 * @param {Knex} target
 * @throws {Problem} when it cannot be reached, is something else, or this user may not
 */
export async function requireUsable(target) {
  /** @type {{ version: string, encoding: string, creates: boolean | null, user: string } | undefined} */
  let found;
  try {
    const { rows } = await target.raw(
      `SELECT version() AS version, current_setting('server_encoding') AS encoding, current_user AS user,
         has_schema_privilege(current_schema(), 'CREATE') AS creates`,
    );
    found = rows[0];
  } catch (error) {
    const said = databaseReason(error);
    throw new Problem(`The target cannot be reached: ${said}. Nothing was changed.`, { cause: error });
  }
  if (!found?.version.startsWith('PostgreSQL'))
    throw new Problem(`The target is no PostgreSQL, but ${found?.version}. Nothing was changed.`);
  if (found.encoding !== 'UTF8')
    throw new Problem(`The target has the encoding ${found.encoding}; it must be UTF8. Nothing was changed.`);
  if (found.creates !== true)
    throw new Problem(
      `The user ${found.user} may not create tables in the target. Make it the owner of the database, or GRANT CREATE ON its schema. Nothing was changed.`,
    );
}
