import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeEach, describe, expect, test } from 'vitest';
import { translateDatabaseError } from '../../src/commands/translate-database-error.js';
import { vendors } from '../helpers/vendors.js';
import { ownDatabase } from './support-migrations/own-database.js';
import { insertProject, insertVersion, refusal } from './support-migrations/rows.js';

const PARENTS = ['parent_id', 'merge_parent_id'] as const;

describe.each(vendors)('where a version comes from, by raw SQL on %s', (vendor) => {
  const database = ownDatabase(vendor);
  let knex: Knex;
  let project: string;
  /** Three of one line, none of them sealed. */
  let versions: [string, string, string];

  beforeEach(async () => {
    knex = database.knex();
    project = await insertProject(knex);
    versions = [await record(1), await record(2), await record(3)];
  });

  const record = (number: number, columns: Record<string, unknown> = {}, inProject = project) =>
    insertVersion(knex, inProject, number, columns);
  const update = (id: string, columns: Record<string, unknown>) =>
    knex('artifact_versions').where({ id }).update(columns);
  const read = (id: string): Promise<Record<string, unknown>> =>
    knex('artifact_versions').where({ id }).first();
  const lineage = async (): Promise<unknown[]> =>
    knex('artifact_versions')
      .select('id', ...PARENTS)
      .where({ project_id: project })
      .orderBy('id');

  /** Both ways to say where a version comes from: when it is inserted and later. */
  async function expectRefused(columns: Record<string, unknown>): Promise<void> {
    const before = await lineage();
    expect(await refusal(record(4, columns))).toBe('PARENT_MISMATCH');
    expect(await refusal(update(versions[2], columns))).toBe('PARENT_MISMATCH');
    expect(await lineage()).toEqual(before);
  }

  test('earlier versions of the line pass, when inserted and later', async () => {
    const columns = { parent_id: versions[0], merge_parent_id: versions[1] };
    expect(await read(await record(4, columns))).toMatchObject(columns);
    await update(versions[2], columns);
    expect(await read(versions[2])).toMatchObject(columns);
    await update(versions[2], { parent_id: null, merge_parent_id: null });
    expect(await read(versions[2])).toMatchObject({ parent_id: null, merge_parent_id: null });
  });

  test.each(PARENTS)('%s is of the same project', async (column) => {
    const other = await record(1, {}, await insertProject(knex));
    await expectRefused({ parent_id: versions[0], [column]: other });
  });

  test.each(PARENTS)('%s is of the same schema key', async (column) => {
    const other = await record(1, { schema_key: 'brand.other' });
    await expectRefused({ parent_id: versions[0], [column]: other });
  });

  test.each(PARENTS)('%s exists', async (column) => {
    await expectRefused({ parent_id: versions[0], [column]: randomUUID() });
  });

  test.each(PARENTS)('%s has a lower number', async (column) => {
    const later = await record(9);
    await expectRefused({ parent_id: versions[0], [column]: later });
  });

  test('no version is its own parent', async () => {
    const id = randomUUID();
    for (const columns of [{ parent_id: id }, { parent_id: versions[0], merge_parent_id: id }]) {
      expect(await refusal(record(4, { id, ...columns }))).toBe('PARENT_MISMATCH');
      const own = Object.fromEntries(
        Object.entries(columns).map(([column, value]) => [column, value === id ? versions[2] : value]),
      );
      expect(await refusal(update(versions[2], own))).toBe('PARENT_MISMATCH');
    }
  });

  test('a merge needs two parents, and different ones', async () => {
    await expectRefused({ merge_parent_id: versions[0] });
    await expectRefused({ parent_id: versions[0], merge_parent_id: versions[0] });
    const merge = await record(4, { parent_id: versions[0], merge_parent_id: versions[1] });
    expect(await refusal(update(merge, { parent_id: null }))).toBe('PARENT_MISMATCH');
    expect(await refusal(update(merge, { parent_id: versions[1] }))).toBe('PARENT_MISMATCH');
    expect(await read(merge)).toMatchObject({ parent_id: versions[0], merge_parent_id: versions[1] });
  });

  test('no cycle comes of changing parents afterwards', async () => {
    const [first, second, third] = versions;
    await update(second, { parent_id: first });
    await update(third, { parent_id: second });
    // The others are sealed by their children and fixed anyway.
    expect(await refusal(update(first, { parent_id: third }))).toBe('VERSION_SEALED');
    for (const column of PARENTS)
      expect(await refusal(update(third, { [column]: third }))).toBe('PARENT_MISMATCH');
  });

  test('one statement for all rows cannot make each the parent of the other', async () => {
    const before = await lineage();
    const [first, second] = versions;
    const swap = knex.raw(
      'UPDATE artifact_versions SET parent_id = CASE WHEN id = ? THEN ? ELSE ? END WHERE id IN (?, ?)',
      vendor === 'postgres'
        ? [first, knex.raw('?::uuid', [second]), knex.raw('?::uuid', [first]), first, second]
        : [first, second, first, first, second],
    );
    expect(await refusal(swap)).toBe('PARENT_MISMATCH');
    expect(await lineage()).toEqual(before);
  });

  test('an INSERT of several rows can chain them in order, and close no cycle', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    const row = (id: string, version_number: number, parent_id: string) => ({
      id,
      project_id: project,
      schema_key: 'brand.logo',
      version_number,
      parent_id,
    });
    const insert = (rows: object[]) => refusal(knex('artifact_versions').insert(rows));
    expect(await insert([row(a, 4, b), row(b, 5, a)])).toBe('PARENT_MISMATCH');
    expect(await insert([row(b, 5, a), row(a, 4, b)])).toBe('PARENT_MISMATCH');
    expect(await lineage()).toHaveLength(3);
    expect(await insert([row(a, 4, versions[2]), row(b, 5, a)])).toBeNull();
    expect(await read(b)).toMatchObject({ parent_id: a });
  });

  test('what is refused becomes a 422 for whoever asked over HTTP', async () => {
    const refused: unknown = await record(4, { parent_id: randomUUID() }).catch((error: unknown) => error);
    const translated = translateDatabaseError(refused);
    expect(translated).toMatchObject({ code: 'PARENT_MISMATCH', status: 422 });
    expect(translated).toHaveProperty('message', expect.stringMatching(/earlier version of the same line/));
  });

  test('numbers are compared as numbers', async () => {
    const ninth = await record(9);
    expect(await refusal(record(10, { parent_id: ninth }))).toBeNull();
  });
});
