import { recordAddition } from '../additions.js';
import { columnDefault, columnTypes } from '../inspect.js';
import { isColumnFromSnapshot } from '../metadata/made-by-snapshot.js';
import { ddl } from './ddl.js';

/**
 * @import { Knex } from 'knex'
 * @import { Table } from './column.js'
 */

/**
 * PostgreSQL: json and text columns that must be jsonb become it. Of a table that was there before, only
 * `projects.context` is touched, because its indexes and the seed's queries need jsonb; and, there and in our own
 * tables, every column that a schema snapshot made, because Directus makes plain json.
 *
 * @param {Knex.Transaction} trx
 * @param {Table[]} tables
 * @throws {Error} when a column holds something that is no JSON
 */
export async function convertJson(trx, tables) {
  for (const table of tables) {
    const types = await columnTypes(trx, 'postgres', table.name);
    for (const column of table.columns) {
      const type = types.get(column.name);
      if (column.type !== 'json' || type === undefined || type === 'jsonb') continue;
      const isOurs =
        table.kind !== 'work' ||
        `${table.name}.${column.name}` === 'projects.context' ||
        (await isColumnFromSnapshot(trx, table.name, column.name));
      if (isOurs) await convert(trx, table.name, column.name, type);
    }
  }
}

/**
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {string} column
 * @param {string} type
 */
async function convert(trx, table, column, type) {
  try {
    await trx.transaction(async (savepoint) => {
      const fallback = await columnDefault(savepoint, table, column);
      // A default such as '{}'::json cannot be converted along with the column: take it off and put it back.
      await ddl(
        savepoint,
        `ALTER TABLE ${table} ALTER COLUMN ${column} DROP DEFAULT,
         ALTER COLUMN ${column} TYPE jsonb USING NULLIF(btrim(${column}::text), '')::jsonb`,
      );
      if (fallback !== null) {
        await ddl(savepoint, `ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT (${fallback})::jsonb`);
      }
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(' - ').at(-1) : String(error);
    throw new Error(
      `"${table}.${column}" is ${type} and does not hold valid JSON in every row (${reason}). ` +
        `Correct it or rename the column, then run the migration again. Nothing was changed.`,
      { cause: error },
    );
  }
  await recordAddition(trx, 'converted', `${table}.${column}`, type);
}
