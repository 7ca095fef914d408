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

/** Columns that an announcement touches, which may come after the answer to the request that it is about. */
const TOUCHED_LATE = ['date_updated', 'user_updated'];

/** Of a version, what is written after the answer to an edit, if the edit has made its hash null. */
const FILLED_LATE = ['content_hash', 'version_lineage'];

/** Notes every change of the registry's rows, in the transaction that makes it: what is rolled back was none. */
export interface ChangeLog {
  /** What was changed since it was asked last, e.g. `UPDATE projects: title`. */
  since(): Promise<string[]>;
}

/**
 * Adds triggers of its own to the database of an instance that nobody else uses. An update counts by the columns whose
 * values it changes, not by those that it names: announcements write what is there once more. Of the outbox only new
 * rows count, since its sender works on the others.
 */
export async function watchChanges({ knex, vendor }: Instance): Promise<ChangeLog> {
  await knex.schema.createTable(LOG, (table) => {
    table.increments('id');
    table.string('what').notNullable();
  });
  for (const table of TABLES) {
    const columns = Object.keys(await knex(table).columnInfo());
    for (const event of table === 'artifact_callbacks' ? ['INSERT'] : ['INSERT', 'DELETE', 'UPDATE'])
      await addTrigger(knex, vendor, { table, event, columns });
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

interface Watched {
  table: string;
  event: string;
  columns: string[];
}

async function addTrigger(knex: Knex, vendor: Instance['vendor'], { table, event, columns }: Watched) {
  const name = `fuzz_${table}_${event.toLowerCase()}`;
  const changed = columns
    .filter((column) => !TOUCHED_LATE.includes(column))
    .map((column) => ({ column, differs: differs(vendor, table, column) }));
  const names = changed.map(({ column, differs }) => `CASE WHEN ${differs} THEN ' ${column}' ELSE '' END`);
  const what = event === 'UPDATE' ? `'UPDATE ${table}:' || ${names.join(' || ')}` : `'${event} ${table}'`;
  const when =
    event === 'UPDATE' ? `WHEN (${changed.map(({ differs }) => `(${differs})`).join(' OR ')})` : '';
  const note = `INSERT INTO ${LOG} (what) VALUES (${what});`;
  if (vendor === 'postgres')
    await knex.raw(
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${note} RETURN NULL; END $$`,
    );
  const action = vendor === 'postgres' ? `EXECUTE FUNCTION ${name}()` : `BEGIN ${note} END`;
  await knex.raw(`CREATE TRIGGER ${name} AFTER ${event} ON ${table} FOR EACH ROW ${when} ${action}`);
}

function differs(vendor: Instance['vendor'], table: string, column: string): string {
  const isOther =
    vendor === 'sqlite'
      ? `OLD."${column}" IS NOT NEW."${column}"`
      : // The type json can only be compared as jsonb.
        `to_jsonb(OLD."${column}") IS DISTINCT FROM to_jsonb(NEW."${column}")`;
  const isFilledLate = table === 'artifact_versions' && FILLED_LATE.includes(column);
  return isFilledLate ? `${isOther} AND OLD."content_hash" IS NOT NULL` : isOther;
}
