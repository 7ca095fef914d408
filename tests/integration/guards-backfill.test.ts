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

const HASH = 'ab'.repeat(32);

describe.each(vendors)('what a sealed version of before this system may get, by raw SQL on %s', (vendor) => {
  const database = ownDatabase(vendor);
  let knex: Knex;
  let project: string;
  let first: string;
  /** Sealed, without hash and lineage. */
  let old: string;

  beforeEach(async () => {
    knex = database.knex();
    project = await insertProject(knex);
    first = await insertVersion(knex, project, 1);
    old = await insertVersion(knex, project, 2, { content_hash: null });
    await decide(knex, old, 'approved');
  });

  const update = (columns: Record<string, unknown>, id = old) =>
    refusal(knex('artifact_versions').where({ id }).update(columns));
  const read = (id = old): Promise<Record<string, unknown>> =>
    knex('artifact_versions').where({ id }).first();
  const lineage = () => ({
    content_hash: HASH,
    parent_id: first,
    parent_hash: 'hash of 1',
    version_lineage: JSON.stringify(['hash of 1', HASH]),
    lineage_depth: 1,
    lineage_jump_id: first,
    generation: 2,
  });

  test('its hash, parent and lineage, at once', async () => {
    expect(await update(lineage())).toBeNull();
    const { version_lineage: stored, ...columns } = await read();
    const { version_lineage: _window, ...expected } = lineage();
    expect(columns).toMatchObject({ ...expected, status: 'approved', change_origin: null });
    expect(typeof stored === 'string' ? JSON.parse(stored) : stored).toEqual(['hash of 1', HASH]);
  });

  test('as a root, too, and whatever it was sealed by', async () => {
    const seals: ((id: string) => Promise<unknown>)[] = [
      (id) => decide(knex, id, 'rejected'),
      (id) => insertEntry(knex, id, 'request_changes'),
      (id) => insertVersion(knex, project, 50, { parent_id: id }),
    ];
    for (const [index, seal] of seals.entries()) {
      const id = await insertVersion(knex, project, 10 + index, { content_hash: null });
      await seal(id);
      const root = {
        content_hash: HASH,
        version_lineage: JSON.stringify([HASH]),
        lineage_depth: 0,
        lineage_jump_id: id,
        generation: 1,
      };
      expect(await update(root, id)).toBeNull();
    }
  });

  test('a hash that it has already stays', async () => {
    const hashed = await insertVersion(knex, project, 3);
    await decide(knex, hashed, 'rejected');
    expect(await update(lineage(), hashed)).toBe('VERSION_SEALED');
    const own = {
      ...lineage(),
      content_hash: 'hash of 3',
      version_lineage: JSON.stringify(['hash of 1', 'hash of 3']),
    };
    expect(await update(own, hashed)).toBeNull();
  });

  test('only once', async () => {
    expect(await update(lineage())).toBeNull();
    const before = await read();
    const { parent_id, parent_hash, ...asRoot } = lineage();
    expect([parent_id, parent_hash]).not.toContain(null);
    for (const second of [
      { ...lineage(), content_hash: 'cd'.repeat(32) },
      { ...lineage(), generation: 3 },
      { ...asRoot, version_lineage: JSON.stringify([HASH]), lineage_depth: 0 },
      ...Object.keys(lineage()).map((column) => ({ [column]: null })),
      Object.fromEntries(Object.keys(lineage()).map((column) => [column, null])),
    ])
      expect([second, await update(second)]).toEqual([second, 'VERSION_SEALED']);
    expect(await read()).toEqual(before);
  });

  test('nothing else in the same update', async () => {
    const task = randomUUID();
    await knex('tasks').insert({ id: task, project_id: project });
    const execution = randomUUID();
    await knex('task_executions').insert({ id: execution, task_id: task });
    const others = {
      value: '{"other": true}',
      primary_file_id: await insertFile(knex),
      source_task_id: task,
      execution_id: execution,
      summary: 'other',
      change_origin: 'sync',
      callback_url: 'https://example.com',
      rejection_reason: 'other',
      schema_key: 'brand.other',
      version_number: 9,
      project_id: await insertProject(knex),
      user_created: randomUUID(),
      date_created: new Date(),
      archived_at: new Date(),
      archive_file_id: await insertFile(knex),
      promoted_context_version: 1,
      promoted_at: new Date(),
      decision_id: randomUUID(),
      approved_at: new Date(),
      approved_by: randomUUID(),
    };
    const before = await read();
    for (const [column, value] of Object.entries(others))
      expect([column, await update({ ...lineage(), [column]: value })]).toEqual([
        column,
        expect.stringMatching(/VERSION_SEALED|ILLEGAL_TRANSITION/),
      ]);
    expect(await update({ ...lineage(), value: null })).toBe('VERSION_SEALED');
    const merge = await insertVersion(knex, project, 3, { content_hash: null });
    await decide(knex, merge, 'rejected');
    const other = await insertVersion(knex, await insertProject(knex), 1);
    expect(await update({ ...lineage(), merge_parent_id: other }, merge)).toBe('VERSION_SEALED');
    await expect(
      knex.transaction(async (trx) => {
        const decision = randomUUID();
        const decided = { ...lineage(), status: 'superseded', decision_id: decision };
        await trx('artifact_versions').where({ id: old }).update(decided);
        await insertEntry(trx, old, 'supersede', decision);
      }),
    ).rejects.toThrow(/VERSION_SEALED/);
    expect(await read()).toEqual(before);
  });

  test('nothing by halves, and no hash that the lineage does not end with', async () => {
    const before = await read();
    const { version_lineage: _window, ...withoutWindow } = lineage();
    const { lineage_depth: _depth, ...withoutDepth } = lineage();
    const { generation: _generation, ...withoutGeneration } = lineage();
    const { content_hash: _hash, ...withoutHash } = lineage();
    for (const half of [withoutWindow, withoutDepth, withoutGeneration, withoutHash])
      expect(await update(half)).toBe('VERSION_SEALED');
    for (const window of [[], ['hash of 1'], [HASH, 'other'], { last: HASH }, HASH, null])
      expect(await update({ ...lineage(), version_lineage: JSON.stringify(window) })).toBe('VERSION_SEALED');
    expect(await read()).toEqual(before);
  });

  test('no parent of another line, or a later one', async () => {
    const elsewhere = await insertVersion(knex, await insertProject(knex), 1);
    const later = await insertVersion(knex, project, 3);
    for (const parent_id of [elsewhere, later])
      expect(await update({ ...lineage(), parent_id })).toBe('PARENT_MISMATCH');
  });

  test('a version that this system recorded gets nothing', async () => {
    const id = await insertVersion(knex, project, 3, { content_hash: null, change_origin: 'deployment' });
    await decide(knex, id, 'rejected');
    expect(await update(lineage(), id)).toBe('VERSION_SEALED');
    expect(await update({ ...lineage(), change_origin: null }, id)).toBe('VERSION_SEALED');
  });
});
