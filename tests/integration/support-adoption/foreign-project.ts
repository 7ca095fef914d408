import type { Knex } from 'knex';

/** How an operator's own `projects`, `tasks` … may look. */
export interface Shape {
  keys: 'integer' | 'string';
  context: 'json' | 'text' | 'jsonb';
}

/** Ten collections of an operator's own; four of them are called like ours. */
const OWN = [
  'projects',
  'tasks',
  'task_executions',
  'documents',
  'customers',
  'invoices',
  'articles',
  'authors',
  'events',
  'venues',
];

/** What the `projects` of such an operator hold, in this order. */
export const CONTEXTS = [
  null,
  {},
  {
    brand: {
      logo: {
        file_id: '0c4ee9b4-0000-4000-8000-000000000001',
        artifact_version_id: '0c4ee9b4-0000-4000-8000-000000000002',
        approved_at: '2025-10-16T12:00:00Z',
        version: 3,
      },
      colors: {
        primary: '#FF0000',
        artifact_version_id: '0c4ee9b4-0000-4000-8000-000000000003',
        approved_at: '2025-10-16T14:00:00Z',
        version: 2,
      },
    },
    _meta: {
      schema_version: '1.0.0',
      last_updated: '2025-10-16T14:00:00Z',
      context_version: 5,
      total_artifacts: 2,
    },
  },
  { notes: 'see the wiki', _meta: { owner: 'marketing' } },
];

/** Keys of the rows above. */
export function ids({ keys }: Shape): (number | string)[] {
  return CONTEXTS.map((_, index) => (keys === 'integer' ? index + 1 : `p-${index + 1}`));
}

/** Makes these collections with rows, and registers them in Directus with an operator's own words. */
export async function bringForeignProject(knex: Knex, shape: Shape): Promise<void> {
  for (const name of OWN) {
    await knex.schema.createTable(name, (table) => {
      if (shape.keys === 'integer') table.increments('id');
      else table.string('id', 40).primary();
      table.string('name', 80).notNullable();
      table.decimal('budget', 12, 2).defaultTo(0);
      if (name === 'projects') addContext(table, shape);
      if (name === 'tasks') table.string('status', 20).defaultTo('open');
    });
    await knex('directus_collections').insert({
      collection: name,
      icon: 'pets',
      note: `Our ${name}`,
      display_template: '{{name}}',
    });
    for (const field of [
      { field: 'id', interface: 'input', readonly: true },
      { field: 'name', interface: 'input', note: 'Ours', width: 'half' },
      { field: 'budget', interface: 'input', note: 'Ours', sort: 7 },
    ])
      await knex('directus_fields').insert({ collection: name, ...field });
    await knex(name).insert(
      ids(shape).map((id, index) => ({
        ...(shape.keys === 'integer' ? {} : { id }),
        name: `${name} ${index}`,
        budget: index * 100,
        ...(name === 'projects' ? { context: JSON.stringify(CONTEXTS[index]) } : {}),
      })),
    );
  }
  await addOwnRelation(knex, shape);
}

function addContext(table: Knex.CreateTableBuilder, { context }: Shape): void {
  if (context === 'text') table.text('context');
  else if (context === 'json') table.json('context');
  else table.jsonb('context');
}

/** `projects.customer`, with a foreign key of its own. */
async function addOwnRelation(knex: Knex, { keys }: Shape): Promise<void> {
  await knex.schema.alterTable('projects', (table) => {
    const column = keys === 'integer' ? table.integer('customer').unsigned() : table.string('customer', 40);
    column.references('id').inTable('customers');
  });
  await knex('directus_fields').insert({ collection: 'projects', field: 'customer', special: 'm2o' });
  await knex('directus_relations').insert({
    many_collection: 'projects',
    many_field: 'customer',
    one_collection: 'customers',
  });
  await knex('projects').update({ customer: knex.ref('id') });
}

/** Everything an operator has there, so that it can be looked for afterwards. */
export interface Belongings {
  rows: Record<string, Record<string, unknown>[]>;
  metadata: Record<string, Record<string, unknown>[]>;
}

const METADATA = {
  directus_collections: 'collection',
  directus_fields: 'collection',
  directus_relations: 'many_collection',
};

/**
 * Rows and settings of the operator's collections. With `like`, only the rows and columns that there were then.
 */
export async function belongings(knex: Knex, like?: Belongings): Promise<Belongings> {
  const found: Belongings = { rows: {}, metadata: {} };
  for (const table of OWN) {
    const columns = Object.keys(like?.rows[table]?.[0] ?? {});
    const rows: Record<string, unknown>[] = await knex(table).select(columns).orderBy('id');
    found.rows[table] = rows.map((row) =>
      'context' in row ? { ...row, context: parsed(row['context']) } : row,
    );
  }
  for (const [table, column] of Object.entries(METADATA)) {
    const rows: Record<string, unknown>[] = await knex(table).whereIn(column, OWN).orderBy(column);
    const known = new Set(like?.metadata[table]?.map(identity));
    found.metadata[table] = rows
      .filter((row) => like === undefined || known.has(identity(row)))
      .sort((a, b) => identity(a).localeCompare(identity(b)));
  }
  return found;
}

function identity(row: Record<string, unknown>): string {
  return JSON.stringify([row['id'], row['collection'], row['field']]);
}

/** json and jsonb come parsed from PostgreSQL; SQLite and text columns hold the text. */
function parsed(context: unknown): unknown {
  return typeof context === 'string' ? JSON.parse(context) : context;
}
