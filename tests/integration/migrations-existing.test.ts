import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeAll, describe, expect, test } from 'vitest';
import { columnTypes } from '../../migrations/lib/inspect.js';
import type { Database } from '../helpers/database.js';
import { vendors } from '../helpers/vendors.js';
import { describeDatabase } from './support-migrations/describe-database.js';
import { withoutRegistry, migrateDown, migrateUp, onCopy } from './support-migrations/migrate.js';
import { decide, insertVersion } from './support-migrations/rows.js';

type Ids = [string | number, string | number];

const KEYS: Record<string, { column: (table: Knex.CreateTableBuilder) => void; ids: Ids }> = {
  integer: { column: (table) => void table.increments('id'), ids: [1, 2] },
  bigint: { column: (table) => void table.bigInteger('id').primary(), ids: [7_000_000_001, 7_000_000_002] },
  string: { column: (table) => void table.string('id', 40).primary(), ids: ['north', 'south'] },
  uuid: { column: (table) => void table.uuid('id').primary(), ids: [randomUUID(), randomUUID()] },
};

/** An operator's own collections: registered in Directus, with rows, names and texts of their own. */
async function bringOwnTables(knex: Knex, { column, ids }: (typeof KEYS)[string]): Promise<void> {
  for (const name of ['projects', 'tasks', 'task_executions', 'documents']) {
    await knex.schema.createTable(name, (table) => {
      column(table);
      table.string('title', 80);
      table.string('notes');
      if (name === 'tasks') table.string('status', 20).defaultTo('open');
    });
    await knex('directus_collections').insert({ collection: name, icon: 'pets', note: 'Ours' });
    await knex('directus_fields').insert({
      collection: name,
      field: 'title',
      interface: 'input',
      note: 'Ours',
    });
    await knex(name).insert(ids.map((id) => ({ id, title: `Our ${name}`, notes: 'Keep this' })));
  }
}

describe.each(vendors)('collections that were there before, on %s', (vendor) => {
  let bare: Database;

  beforeAll(async () => {
    bare = await withoutRegistry(vendor);
  });

  describe.each(Object.entries(KEYS))('with %s keys', (_name, key) => {
    test('are extended, keep what they had, and get it all back', async () => {
      await onCopy(bare, async (knex) => {
        await bringOwnTables(knex, key);
        const before = await describeDatabase(knex, vendor);

        await migrateUp(knex);
        const types = async (table: string) => columnTypes(knex, vendor, table);
        const versions = await types('artifact_versions');
        for (const [table, column] of [
          ['projects', 'project_id'],
          ['tasks', 'source_task_id'],
          ['task_executions', 'execution_id'],
        ] as const)
          expect(versions.get(column)).toBe((await types(table)).get('id'));
        expect((await types('documents')).get('project_id')).toBe((await types('projects')).get('id'));

        const projects: unknown[] = await knex('projects').orderBy('id');
        expect(projects).toMatchObject(
          key.ids.map(() => ({
            title: 'Our projects',
            notes: 'Keep this',
            context_version: 0,
            context: null,
          })),
        );
        expect(await knex('tasks').pluck('status')).toEqual(['open', 'open']);
        const ours = await knex('directus_fields').where({ collection: 'tasks', note: 'Ours' });
        expect(ours).toHaveLength(1);
        const added = await knex('directus_fields').where({ collection: 'projects' }).pluck('field');
        expect(added).toEqual(expect.arrayContaining(['title', 'context', 'context_version']));
        expect(added).not.toContain('notes');

        const version = await insertVersion(knex, String(key.ids[0]), 1, { source_task_id: key.ids[1] });
        await decide(knex, version, 'approved');
        await knex('documents').update({ artifact_version_id: version }).where({ id: key.ids[0] });

        await migrateDown(knex);
        expect(await describeDatabase(knex, vendor)).toEqual(before);
        for (const table of ['projects', 'tasks', 'task_executions', 'documents']) {
          const kept = await knex(table).select('title', 'notes');
          expect(kept).toEqual(key.ids.map(() => ({ title: `Our ${table}`, notes: 'Keep this' })));
        }
      });
    });
  });

  test('a foreign key refuses what does not exist', async () => {
    await onCopy(bare, async (knex) => {
      await migrateUp(knex);
      await expect(insertVersion(knex, randomUUID(), 1)).rejects.toThrow(/foreign key/i);
    });
  });

  test('a column called like one of our lists stays a column', async () => {
    await onCopy(bare, async (knex) => {
      await knex.schema.createTable('tasks', (table) => {
        table.increments('id');
        table.text('artifacts');
      });
      await migrateUp(knex);
      expect(await knex('directus_fields').where({ collection: 'tasks', field: 'artifacts' })).toEqual([]);
      const junction = { many_collection: 'task_artifacts', many_field: 'task_id' };
      expect(await knex('directus_relations').where(junction).first()).toMatchObject({ one_field: null });
    });
  });
});
