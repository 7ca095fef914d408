import type { Knex } from 'knex';
import type { Host } from '../../src/directus/host.js';

/** As it goes to PostgreSQL: `$1` … and the values in their order. */
export interface Statement {
  sql: string;
  bindings: unknown[];
}

/** The driver's own connection, as knex keeps it in its pool. */
interface Connection {
  query(sql: string, bindings?: unknown[]): Promise<{ rows: { id?: unknown }[] }>;
}

/** Thrown to leave a transaction whose statements are to be sent once more. */
export class Undo extends Error {}

/**
 * Runs a command, undoes it, and returns the statements that it has sent: with their values, because the rows are then
 * as they were before, ids and times included.
 */
export async function recordStatements<T>(
  { database }: Host,
  command: (trx: Knex.Transaction) => Promise<T>,
): Promise<{ statements: Statement[]; result: T }> {
  const statements: Statement[] = [];
  const outcome: { result?: T } = {};
  const listen = ({ sql, bindings }: { sql: string; bindings?: unknown[] }): void => {
    statements.push({ sql, bindings: [...(bindings ?? [])] });
  };
  await database
    .transaction(async (trx) => {
      trx.on('query', listen);
      outcome.result = await command(trx);
      trx.removeListener('query', listen);
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  if (outcome.result === undefined) throw new Error('The command has not run');
  return { statements, result: outcome.result };
}

/** A revision names the activity it belongs to by a number that the database gives out, another one each time. */
const NUMBERED = 'insert into "directus_activity"';
const NAMES_NUMBER = 'insert into "directus_revisions"';

/** Sends statements in one transaction through the driver, one after the other. */
export async function sendByHand({ database }: Host, statements: Statement[]): Promise<void> {
  const client = database.client as Knex.Client;
  const connection = (await client.acquireConnection()) as Connection;
  try {
    await connection.query('BEGIN');
    let activity: unknown = null;
    for (const { sql, bindings } of statements) {
      const [, ...others] = bindings;
      const values = sql.startsWith(NAMES_NUMBER) ? [activity, ...others] : bindings;
      const { rows } = await connection.query(sql, values);
      if (sql.startsWith(NUMBERED)) activity = rows[0]?.id;
    }
    await connection.query('COMMIT');
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  } finally {
    await client.releaseConnection(connection);
  }
}
