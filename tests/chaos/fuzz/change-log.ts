import type { Knex } from 'knex';
import type { Instance } from '../../helpers/instance.js';

const LOG = 'fuzz_changes';

/** What a refused request must leave alone. */
const TABLES = [
  ...[
    'projects',
    'tasks',
    'task_executions',
    'documents',
    'directus_files',
    'task_artifacts',
    'artifact_files',
  ],
  ...['artifact_versions', 'artifact_approvals', 'artifact_idempotency_keys', 'artifact_subscriptions'],
  'artifact_callbacks',
  'artifact_freezes',
  'artifact_schedules',
];

/**
 * Columns that are written after the answer to an earlier request: hashes of what it edited, and what an announcement
 * touches. Of the outbox only new rows count, since its sender works on the others.
 */
const LATE = ['content_hash', 'version_lineage', 'date_updated', 'user_updated'];

/** Notes every change of the registry's rows, in the transaction that makes it: what is rolled back was none. */
export interface ChangeLog {
  /** What was changed since it was asked last, e.g. `UPDATE projects`. */
  since(): Promise<string[]>;
}

/** Adds triggers of its own to the database of an instance that nobody else uses. */
export async function watchChanges({ knex, vendor }: Instance): Promise<ChangeLog> {
  await knex.schema.createTable(LOG, (table) => {
    table.increments('id');
    table.string('what').notNullable();
  });
  if (vendor === 'postgres')
    await knex.raw(`CREATE FUNCTION ${LOG}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO ${LOG} (what) VALUES (TG_OP || ' ' || TG_TABLE_NAME); RETURN NULL; END $$`);
  for (const table of TABLES) {
    const columns = Object.keys(await knex(table).columnInfo()).filter((column) => !LATE.includes(column));
    const update = `UPDATE OF ${columns.map((column) => `"${column}"`).join(', ')}`;
    for (const event of table === 'artifact_callbacks' ? ['INSERT'] : ['INSERT', 'DELETE', update])
      await addTrigger(knex, vendor, table, event);
  }
  let last = 0;
  return {
    since: async () => {
      const rows: { id: number; what: string }[] = await knex(LOG).where('id', '>', last).orderBy('id');
      last = rows.at(-1)?.id ?? last;
      return rows.map(({ what }) => what);
    },
  };
}

async function addTrigger(
  knex: Knex,
  vendor: Instance['vendor'],
  table: string,
  event: string,
): Promise<void> {
  const [operation = ''] = event.split(' ');
  const name = `fuzz_${table}_${operation.toLowerCase()}`;
  const action =
    vendor === 'postgres'
      ? `EXECUTE FUNCTION ${LOG}()`
      : `BEGIN INSERT INTO ${LOG} (what) VALUES ('${operation} ${table}'); END`;
  await knex.raw(`CREATE TRIGGER ${name} AFTER ${event} ON ${table} FOR EACH ROW ${action}`);
}
