import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeEach, describe, expect, test } from 'vitest';
import { vendors } from '../helpers/vendors.js';
import { ownDatabase } from './support-migrations/own-database.js';
import {
  decide,
  insertEntry,
  insertFile,
  insertProject,
  insertVersion,
  refusal,
} from './support-migrations/rows.js';

const STATUSES = ['pending', 'approved', 'rejected', 'superseded'] as const;
const LEGAL = ['pending>approved', 'pending>rejected', 'approved>superseded', 'approved>rejected'];

describe.each(vendors)('guards on versions, by raw SQL on %s', (vendor) => {
  const database = ownDatabase(vendor);
  let knex: Knex;
  let project: string;

  beforeEach(async () => {
    knex = database.knex();
    project = await insertProject(knex);
  });

  const update = (id: string, columns: Record<string, unknown>) =>
    knex('artifact_versions').where({ id }).update(columns);
  const read = (id: string): Promise<Record<string, unknown>> =>
    knex('artifact_versions').where({ id }).first();

  /** A version that came to this status by legal steps. */
  async function versionThatIs(status: (typeof STATUSES)[number]): Promise<string> {
    const id = await insertVersion(knex, project, 1);
    if (status === 'approved' || status === 'superseded') await decide(knex, id, 'approved');
    if (status === 'rejected' || status === 'superseded') await decide(knex, id, status);
    return id;
  }

  const moves = STATUSES.flatMap((from) =>
    STATUSES.filter((to) => to !== from).map((to) => [from, to] as const),
  );
  test.each(moves)('%s to %s', async (from, to) => {
    const id = await versionThatIs(from);
    const attempt = knex.transaction(async (trx) => {
      const decision = randomUUID();
      await trx('artifact_versions').where({ id }).update({ status: to, decision_id: decision });
      await insertEntry(trx, id, 'approve', decision);
    });
    const isLegal = LEGAL.includes(`${from}>${to}`);
    expect(await refusal(attempt)).toBe(isLegal ? null : 'ILLEGAL_TRANSITION');
    expect((await read(id))['status']).toBe(isLegal ? to : from);
  });

  test('a change of status needs a new decision_id', async () => {
    const id = await versionThatIs('approved');
    const { decision_id: used } = await read(id);
    expect(await refusal(update(id, { status: 'rejected' }))).toBe('ILLEGAL_TRANSITION');
    expect(await refusal(update(id, { status: 'rejected', decision_id: null }))).toBe('ILLEGAL_TRANSITION');
    expect(await refusal(update(id, { status: 'rejected', decision_id: used }))).toBe('ILLEGAL_TRANSITION');
    expect((await read(id))['status']).toBe('approved');
  });

  test.runIf(vendor === 'postgres')('a change of status needs its entry at commit', async () => {
    const id = await insertVersion(knex, project, 1);
    const decided = update(id, { status: 'approved', decision_id: randomUUID() });
    expect(await refusal(decided)).toBe('ILLEGAL_TRANSITION');
    expect((await read(id))['status']).toBe('pending');
  });

  test('a late echo of an overtaken decision is skipped whole and without error', async () => {
    const id = await insertVersion(knex, project, 1);
    const approval = await decide(knex, id, 'approved');
    const overtaken = await decide(knex, id, 'superseded');
    expect(await update(id, { status: 'approved', decision_id: approval, summary: 'late' })).toBe(0);
    expect(await read(id)).toMatchObject({ status: 'superseded', decision_id: overtaken, summary: null });
    expect(await update(id, { status: 'superseded', decision_id: overtaken })).toBe(1);
  });

  test('in a bulk echo only the overtaken row is skipped', async () => {
    const [first, second] = [await insertVersion(knex, project, 1), await insertVersion(knex, project, 2)];
    const decision = randomUUID();
    await decide(knex, first, 'approved', decision);
    await decide(knex, first, 'superseded');
    await decide(knex, second, 'approved', decision);
    const rows = knex('artifact_versions').whereIn('id', [first, second]);
    await rows.update({ status: 'approved', decision_id: decision });
    expect(await read(first)).toMatchObject({ status: 'superseded' });
    expect(await read(second)).toMatchObject({ status: 'approved' });
  });

  test("another version's decision is no echo", async () => {
    const other = await insertVersion(knex, project, 1);
    const decision = await decide(knex, other, 'rejected');
    const id = await insertVersion(knex, project, 2);
    expect(await refusal(update(id, { status: 'superseded', decision_id: decision }))).toBe(
      'ILLEGAL_TRANSITION',
    );
  });

  test('at most one approved version of a line, in whatever way it is tried', async () => {
    const first = await versionThatIs('approved');
    const second = await insertVersion(knex, project, 2);
    expect(await refusal(decide(knex, second, 'approved'))).not.toBeNull();
    if (vendor === 'sqlite') {
      const replacing = knex.raw(
        'UPDATE OR REPLACE artifact_versions SET status = ?, decision_id = ? WHERE id = ?',
        ['approved', randomUUID(), second],
      );
      expect(await refusal(replacing)).toBe('ILLEGAL_TRANSITION');
    }
    expect(await read(first)).toMatchObject({ status: 'approved' });
  });

  test('is recorded as pending, without marks, and not as its own parent', async () => {
    const marks = {
      status: 'approved',
      decision_id: randomUUID(),
      approved_at: new Date(),
      approved_by: randomUUID(),
      promoted_at: new Date(),
      promoted_context_version: 1,
      retired_context_version: 1,
    };
    for (const [column, value] of Object.entries(marks))
      expect(await refusal(insertVersion(knex, project, 9, { [column]: value }))).toBe('ILLEGAL_TRANSITION');
    const id = randomUUID();
    for (const column of ['parent_id', 'merge_parent_id'])
      expect(await refusal(insertVersion(knex, project, 9, { id, [column]: id }))).not.toBeNull();
    expect(await refusal(insertVersion(knex, project, 9, { change_origin: 'magic' }))).not.toBeNull();
    expect(await knex('artifact_versions').where({ project_id: project })).toEqual([]);
  });

  test('decision marks alone cannot be set, and a decision cannot bring content', async () => {
    const id = await insertVersion(knex, project, 1);
    for (const marks of [
      { decision_id: randomUUID() },
      { approved_at: new Date() },
      { approved_by: randomUUID() },
      { promoted_context_version: 1 },
      { promoted_at: new Date() },
      { retired_context_version: 1 },
    ])
      expect(await refusal(update(id, marks))).toBe('ILLEGAL_TRANSITION');
    const decision = { status: 'rejected', decision_id: randomUUID() };
    expect(await refusal(update(id, { ...decision, value: '{"other": 1}' }))).toBe('VERSION_SEALED');
    expect(await refusal(update(id, { ...decision, primary_file_id: await insertFile(knex) }))).toBe(
      'VERSION_SEALED',
    );
  });
});
