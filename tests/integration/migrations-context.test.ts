import { beforeAll, describe, expect, test } from 'vitest';
import { columnTypes } from '../../migrations/lib/inspect.js';
import type { Database } from '../helpers/database.js';
import { vendors } from '../helpers/vendors.js';
import { describeDatabase } from './support-migrations/describe-database.js';
import { migrateDown, migrateUp, onCopy, withoutRegistry } from './support-migrations/migrate.js';

describe.runIf(vendors.includes('postgres'))('a context that was there before, on postgres', () => {
  let bare: Database;

  beforeAll(async () => {
    bare = await withoutRegistry('postgres');
  });

  test.each(['json', 'text'])('is converted from %s to jsonb and back', async (type) => {
    await onCopy(bare, async (knex) => {
      await knex.raw(
        `CREATE TABLE projects (id serial PRIMARY KEY, context ${type} DEFAULT '{"none": true}')`,
      );
      await knex('projects').insert([{ context: '{"brand": {"logo": 1}}' }, { context: null }]);
      const before = await describeDatabase(knex, 'postgres');
      await migrateUp(knex);
      expect((await columnTypes(knex, 'postgres', 'projects')).get('context')).toBe('jsonb');
      expect(await knex('projects').whereRaw(`context \\? 'brand'`).pluck('context')).toEqual([
        { brand: { logo: 1 } },
      ]);
      await knex('projects').insert({});
      expect(await knex('projects').max('id').first()).toEqual({ max: 3 });
      expect(await knex('projects').where({ id: 3 }).pluck('context')).toEqual([{ none: true }]);
      await migrateDown(knex);
      expect((await columnTypes(knex, 'postgres', 'projects')).get('context')).toBe(type);
      expect((await describeDatabase(knex, 'postgres')).length).toBe(before.length);
    });
  });

  test('is found through its GIN index, which Directus does not take for one of its own', async () => {
    await onCopy(bare, async (knex) => {
      await migrateUp(knex);
      const plan = await knex.transaction(async (trx) => {
        // An empty table is read whole, index or not.
        await trx.raw('SET LOCAL enable_seqscan = off');
        const { rows } = await trx.raw(`EXPLAIN SELECT id FROM projects WHERE context \\? 'logo'`);
        return JSON.stringify(rows);
      });
      expect(plan).toContain('idx_projects_context_gin');
      const { rows } = await knex.raw(
        `SELECT indkey::text FROM pg_index WHERE indexrelid = 'idx_projects_context_gin'::regclass`,
      );
      // One plain column alone would be what Directus calls is_indexed; 0 is an expression.
      expect(rows[0].indkey).toMatch(/^\d+ 0$/);
    });
  });

  test('that is no JSON stops the migration with one line', async () => {
    await onCopy(bare, async (knex) => {
      await knex.raw('CREATE TABLE projects (id serial PRIMARY KEY, context text)');
      await knex('projects').insert({ context: 'see the wiki' });
      const before = await describeDatabase(knex, 'postgres');
      await expect(migrateUp(knex)).rejects.toThrow(
        /"projects.context" is text and does not hold valid JSON/,
      );
      expect(await describeDatabase(knex, 'postgres')).toEqual(before);
    });
  });
});
