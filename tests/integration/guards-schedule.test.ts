import type { Knex } from 'knex';
import { beforeEach, describe, expect, test } from 'vitest';
import { vendors } from '../helpers/vendors.js';
import { ownDatabase } from './support-migrations/own-database.js';
import { decide, insertProject, insertVersion, refusal } from './support-migrations/rows.js';

const MOMENT = new Date('2030-01-31T09:30:00Z');
const OTHER = new Date('2030-02-01T09:30:00Z');

describe.each(vendors)('the guard of the moment a version goes live at, by raw SQL on %s', (vendor) => {
  const database = ownDatabase(vendor);
  let knex: Knex;
  let project: string;

  beforeEach(async () => {
    knex = database.knex();
    project = await insertProject(knex);
  });

  const setMoment = (id: string, promote_at: Date | null) =>
    refusal(knex('artifact_versions').where({ id }).update({ promote_at }));
  const momentOf = async (id: string) => {
    const row: { promote_at: unknown } = await knex('artifact_versions').where({ id }).first('promote_at');
    return row.promote_at === null ? null : new Date(row.promote_at as number).getTime();
  };

  test('lets it change while the version is approved and waits', async () => {
    const id = await insertVersion(knex, project, 1);
    await decide(knex, id, 'approved');
    for (const moment of [MOMENT, OTHER, null, MOMENT]) {
      expect(await setMoment(id, moment)).toBeNull();
      expect(await momentOf(id)).toBe(moment?.getTime() ?? null);
    }
    // It stays when the version is live.
    await knex('artifact_versions')
      .where({ id })
      .update({ promoted_at: MOMENT, promoted_context_version: 1 });
    expect(await momentOf(id)).toBe(MOMENT.getTime());
    expect(await setMoment(id, OTHER)).toBe('ILLEGAL_TRANSITION');
    expect(await setMoment(id, null)).toBe('ILLEGAL_TRANSITION');
    expect(await momentOf(id)).toBe(MOMENT.getTime());
  });

  test.each(['pending', 'rejected', 'superseded'] as const)('refuses one on a %s version', async (status) => {
    const id = await insertVersion(knex, project, 1);
    if (status === 'superseded') await decide(knex, id, 'approved');
    if (status !== 'pending') await decide(knex, id, status);
    expect(await setMoment(id, MOMENT)).toBe('ILLEGAL_TRANSITION');
    expect(await momentOf(id)).toBeNull();
  });

  test('keeps the moment of a version that gave way, and refuses another', async () => {
    const id = await insertVersion(knex, project, 1);
    await decide(knex, id, 'approved');
    expect(await setMoment(id, MOMENT)).toBeNull();
    await decide(knex, id, 'superseded');
    expect(await momentOf(id)).toBe(MOMENT.getTime());
    expect(await setMoment(id, null)).toBe('ILLEGAL_TRANSITION');
  });

  test('refuses a version that is recorded with one', async () => {
    const known: Record<string, unknown> = await knex('artifact_versions')
      .where({ id: await insertVersion(knex, project, 1) })
      .first();
    const row = {
      ...known,
      id: '5bb3b5f3-6d0b-4c43-9ed3-31b67cfa0001',
      version_number: 2,
      promote_at: MOMENT,
    };
    expect(await refusal(knex('artifact_versions').insert(row))).toBe('ILLEGAL_TRANSITION');
  });
});
