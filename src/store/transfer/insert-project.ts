import type { Knex } from 'knex';
import { columnTypes } from '../../../migrations/lib/inspect.js';
import { rowsOf, vendorOf } from '../../../migrations/lib/vendor.js';
import {
  type Cell,
  type CellKind,
  PROJECT_TABLES,
  type PortableRow,
  type ProjectRows,
  type ProjectTable,
  textOf,
} from '../../domain/transfer/project-rows.js';
import { isPostgres, writeTimestamp } from '../dialect.js';
import { PROJECT_COLUMNS, USER_COLUMNS } from './columns.js';

const ROWS_PER_INSERT = 50; // SQLite binds at most 32,766 values, older builds 999

/** Tables whose keys may be integers that the database counts up. */
const COUNTED = ['projects', 'tasks', 'task_executions', 'documents'] as const;

/** Puts rows into a table as they are. */
export async function insertRows(knex: Knex, table: ProjectTable, rows: PortableRow[]): Promise<void> {
  const kinds = PROJECT_COLUMNS[table];
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    await knex(table).insert(
      rows
        .slice(start, start + ROWS_PER_INSERT)
        .map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([column, cell]) => [column, fromCell(cell, kinds[column])]),
          ),
        ),
    );
  }
}

/** Writes these columns of a row, found by its id. */
export async function updateRow(
  knex: Knex,
  table: ProjectTable,
  row: PortableRow,
  columns: string[],
): Promise<void> {
  const kinds = PROJECT_COLUMNS[table];
  await knex(table)
    .where({ id: row['id'] })
    .update(
      Object.fromEntries(columns.map((column) => [column, fromCell(row[column] ?? null, kinds[column])])),
    );
}

/** The same rows without users that this instance does not have, where a foreign key would ask for them. */
export async function withoutUnknownUsers(knex: Knex, rows: ProjectRows): Promise<ProjectRows> {
  const named = USER_COLUMNS.flatMap(([table, column]) => rows[table].map((row) => textOf(row, column)));
  const known: { id: string }[] = await knex('directus_users')
    .select('id')
    .whereIn('id', [...new Set(named.filter((id) => id !== null))]);
  const ids = new Set(known.map(({ id }) => id));
  const result = { ...rows };
  for (const [table, column] of USER_COLUMNS) {
    result[table] = result[table].map((row) =>
      column in row && !ids.has(textOf(row, column) ?? '') ? { ...row, [column]: null } : row,
    );
  }
  return result;
}

/** Rows whose key is of another kind than the column here, as `table` and the type of its key. */
export async function misfits(
  knex: Knex,
  rows: ProjectRows,
): Promise<{ table: ProjectTable; type: string; id: string }[]> {
  const found: { table: ProjectTable; type: string; id: string }[] = [];
  for (const table of PROJECT_TABLES) {
    const type = (await columnTypes(knex, vendorOf(knex), table)).get('id') ?? 'unknown';
    const row = rows[table].find(({ id }) => !fits(id ?? null, type));
    if (row !== undefined) found.push({ table, type, id: String(row['id']) });
  }
  return found;
}

/** Lets PostgreSQL go on counting after the highest key. SQLite does so by itself. */
export async function moveCountersUp(knex: Knex): Promise<void> {
  if (!isPostgres(knex)) return;
  for (const table of COUNTED) {
    const [row] = await rowsOf<{ name: string | null }>(knex, 'SELECT pg_get_serial_sequence(?, ?) AS name', [
      table,
      'id',
    ]);
    if (row?.name == null) continue;
    await knex.raw(`SELECT setval(?, GREATEST((SELECT COALESCE(MAX(id), 1) FROM ??), nextval(?)))`, [
      row.name,
      table,
      row.name,
    ]);
  }
}

function fits(id: Cell, type: string): boolean {
  if (/int|serial/i.test(type)) return typeof id === 'number';
  if (/^(uuid|char\(36\))$/i.test(type)) {
    return typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
  }
  return typeof id === 'string';
}

function fromCell(cell: Cell, kind: CellKind | undefined): Cell | Date {
  return kind === 'timestamp' && cell !== null ? writeTimestamp(String(cell)) : cell;
}
