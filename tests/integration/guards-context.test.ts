import type { Knex } from 'knex';
import { beforeEach, describe, expect, test } from 'vitest';
import { withoutContextGuard } from '../../migrations/lib/guards.js';
import { vendors } from '../helpers/vendors.js';
import { ownDatabase } from './support-migrations/own-database.js';
import { decide, insertProject, insertVersion, refusal } from './support-migrations/rows.js';

const CONTEXT = JSON.stringify({ brand: { logo: { file: 'a' } }, slides: { '10': 1 } });

describe.each(vendors)('the context of a project, by raw SQL on %s', (vendor) => {
  const database = ownDatabase(vendor);
  let knex: Knex;
  let project: string;
  let version: string;

  /** A project with a live version, promoted as the command does it: marks first, then the context. */
  beforeEach(async () => {
    knex = database.knex();
    project = await insertProject(knex);
    version = await insertVersion(knex, project, 1);
    await decide(knex, version, 'approved');
    await knex.transaction(async (trx) => {
      await trx('artifact_versions').where({ id: version }).update({ promoted_context_version: 1 });
      await trx('projects').where({ id: project }).update({ context: CONTEXT, context_version: 1 });
    });
  });

  const stored = (): Promise<unknown> =>
    knex('projects').select('context', 'context_version').where({ id: project }).first();
  const write = (columns: Record<string, unknown>) => knex('projects').where({ id: project }).update(columns);

  test('is not changed without a promotion, in no column and to no value', async () => {
    const before = await stored();
    for (const columns of [
      { context: '{}' },
      { context: null },
      { context: '"text"' },
      { context: JSON.stringify({ brand: { logo: { file: 'b' } }, slides: { '10': 1 } }) },
      { context: '{}', context_version: 2 },
      { context: '{}', context_version: 1 },
      { context_version: 2 },
      { context_version: 0 },
      { title: 'Along with the title', context: '{}' },
    ]) {
      expect(await refusal(write(columns)), JSON.stringify(columns)).toBe('CONTEXT_READ_ONLY');
    }
    expect(await stored()).toEqual(before);
  });

  test('is changed by a promotion, by a withdrawal, and by nothing that only has the right number', async () => {
    const other = await insertVersion(knex, project, 2, { schema_key: 'brand.font' });
    await decide(knex, other, 'approved');
    // The mark of another project, and of an earlier bump, are no reason.
    const elsewhere = await insertVersion(knex, await insertProject(knex), 1);
    await decide(knex, elsewhere, 'approved');
    await knex('artifact_versions').where({ id: elsewhere }).update({ promoted_context_version: 2 });
    expect(await refusal(write({ context: '{"a":1}', context_version: 2 }))).toBe('CONTEXT_READ_ONLY');
    await knex('artifact_versions').where({ id: other }).update({ promoted_context_version: 2 });
    expect(await refusal(write({ context: '{"a":1}', context_version: 3 }))).toBe('CONTEXT_READ_ONLY');
    expect(await write({ context: '{"a":1}', context_version: 2 })).toBe(1);
    expect(await refusal(write({ context: '{"a":2}', context_version: 2 }))).toBe('CONTEXT_READ_ONLY');
    await decide(knex, other, 'rejected');
    await knex('artifact_versions').where({ id: other }).update({ retired_context_version: 3 });
    expect(await write({ context: '{"a":3}', context_version: 3 })).toBe(1);
  });

  test('may be written back as it is, with everything else of the project', async () => {
    const spaced = JSON.stringify(JSON.parse(CONTEXT), null, 2);
    expect(await write({ title: 'Renamed', context: spaced, context_version: 1 })).toBe(1);
    expect(await knex('projects').where({ id: project }).pluck('title')).toEqual(['Renamed']);
  });

  test.runIf(vendor === 'sqlite')('is not replaced either', async () => {
    const before = await stored();
    const replace = 'INSERT OR REPLACE INTO projects (id, title, context) VALUES (?, ?, ?)';
    expect(await refusal(knex.raw(replace, [project, 'New', '{}']))).toBe('CONTEXT_READ_ONLY');
    expect(await stored()).toEqual(before);
  });

  test('is corrected where somebody says so, and in that statement only', async () => {
    await knex.transaction(async (trx) => {
      const put = (context: string) => trx('projects').where({ id: project }).update({ context });
      await withoutContextGuard(trx, () => put('{"right":true}'));
      const again = trx.transaction((savepoint) =>
        savepoint('projects').where({ id: project }).update({ context: '{}' }),
      );
      expect(await refusal(again)).toBe('CONTEXT_READ_ONLY');
    });
    expect(await refusal(write({ context: '{}' }))).toBe('CONTEXT_READ_ONLY');
    expect(JSON.stringify(await stored())).toContain('right');
  });
});
