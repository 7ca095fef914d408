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

describe.each(vendors)('sealed versions, by raw SQL on %s', (vendor) => {
  const database = ownDatabase(vendor);
  let knex: Knex;
  let project: string;
  let number = 0;

  beforeEach(async () => {
    knex = database.knex();
    project = await insertProject(knex);
    number = 0;
  });

  const record = (columns: Record<string, unknown> = {}) => insertVersion(knex, project, ++number, columns);
  const update = (id: string, columns: Record<string, unknown>) =>
    knex('artifact_versions').where({ id }).update(columns);
  const read = (id: string): Promise<Record<string, unknown>> =>
    knex('artifact_versions').where({ id }).first();

  /** What makes a version sealed, each on its own. */
  const SEALS: Record<string, (id: string) => Promise<unknown>> = {
    'an approval': (id) => decide(knex, id, 'approved'),
    'a rejection': (id) => decide(knex, id, 'rejected'),
    'a change request': (id) => insertEntry(knex, id, 'request_changes'),
    'a child': (id) => record({ parent_id: id }),
    'a merge': async (id) => record({ parent_id: await record(), merge_parent_id: id }),
  };

  test.each(Object.entries(SEALS))('%s freezes all content', async (_name, seal) => {
    const parent = await record();
    const task = randomUUID();
    await knex('tasks').insert({ id: task, project_id: project });
    const execution = randomUUID();
    await knex('task_executions').insert({ id: execution, task_id: task });
    const id = await record();
    await seal(id);
    const before = await read(id);
    const changes = {
      value: '{"other": true}',
      primary_file_id: await insertFile(knex),
      source_task_id: task,
      execution_id: execution,
      summary: 'other',
      content_hash: 'other',
      parent_id: parent,
      parent_hash: 'other',
      merge_parent_id: parent,
      change_origin: 'sync',
      version_lineage: '["other"]',
      lineage_depth: 7,
      lineage_jump_id: parent,
      generation: 7,
      callback_url: 'https://example.com',
      rejection_reason: 'other',
    };
    for (const [column, value] of Object.entries(changes))
      expect([column, await refusal(update(id, { [column]: value }))]).toEqual([column, 'VERSION_SEALED']);
    expect(await refusal(update(id, { value: null }))).toBe('VERSION_SEALED');
    expect(await read(id)).toEqual(before);
  });

  test('what identifies a version never changes, sealed or not', async () => {
    const id = await record({ date_created: new Date(1_700_000_000_000), user_created: randomUUID() });
    const changes = {
      id: randomUUID(),
      project_id: await insertProject(knex),
      schema_key: 'brand.other',
      version_number: 99,
      user_created: randomUUID(),
      date_created: new Date(),
    };
    for (const [column, value] of Object.entries(changes))
      expect([column, await refusal(update(id, { [column]: value }))]).toEqual([column, 'VERSION_SEALED']);
    if (vendor === 'sqlite')
      expect(await refusal(knex.raw('UPDATE artifact_versions SET rowid = 9999 WHERE id = ?', [id]))).toBe(
        'VERSION_SEALED',
      );
  });

  test('a pending version with a change request can still be decided', async () => {
    const id = await record();
    await insertEntry(knex, id, 'request_changes');
    await decide(knex, id, 'approved');
    expect(await read(id)).toMatchObject({ status: 'approved', content_hash: 'hash of 1' });
  });

  test('a change of content takes its hash along, unless it brings a new one', async () => {
    const id = await record();
    await update(id, { summary: 'no content' });
    expect(await read(id)).toMatchObject({ content_hash: 'hash of 1' });
    await update(id, { value: '{"changed": 1}' });
    expect(await read(id)).toMatchObject({ content_hash: null });
    await update(id, { value: '{"changed": 2}', content_hash: 'new' });
    expect(await read(id)).toMatchObject({ content_hash: 'new' });
    await update(id, { primary_file_id: await insertFile(knex) });
    expect(await read(id)).toMatchObject({ content_hash: null });
  });

  test('promotion and retirement are marked once, on what was approved', async () => {
    const id = await record();
    await decide(knex, id, 'approved');
    expect(await refusal(update(id, { retired_context_version: 1 }))).toBe('ILLEGAL_TRANSITION');
    await update(id, { promoted_at: new Date(1_700_000_000_000), promoted_context_version: 1 });
    await decide(knex, id, 'superseded');
    await update(id, { retired_context_version: 2 });
    for (const marks of [
      { promoted_context_version: 3 },
      { promoted_context_version: null },
      { promoted_at: new Date() },
      { retired_context_version: 3 },
      { retired_context_version: null },
    ])
      expect(await refusal(update(id, marks))).toBe('VERSION_SEALED');
    const rejected = await record();
    await decide(knex, rejected, 'rejected');
    expect(await refusal(update(rejected, { promoted_context_version: 3 }))).toBe('ILLEGAL_TRANSITION');
  });

  test('the value can be archived and come back once the version is neither approved nor live', async () => {
    const id = await record();
    const archive_file_id = await insertFile(knex);
    const archive = { value: null, archive_file_id, archived_at: new Date() };
    await decide(knex, id, 'approved');
    expect(await refusal(update(id, archive))).toBe('VERSION_SEALED');
    await update(id, { promoted_context_version: 1 });
    await decide(knex, id, 'superseded');
    expect(await refusal(update(id, archive))).toBe('VERSION_SEALED');
    await update(id, { retired_context_version: 2 });
    for (const incomplete of [
      { ...archive, archived_at: null },
      { archived_at: new Date() },
      { archive_file_id },
    ])
      expect(await refusal(update(id, incomplete))).toBe('VERSION_SEALED');
    expect(await update(id, archive)).toBe(1);
    for (const half of [
      { value: '{"number": 1}' },
      { archive_file_id: await insertFile(knex) },
      { archived_at: null },
    ])
      expect(await refusal(update(id, half))).toBe('VERSION_SEALED');
    await update(id, { value: '{"number": 1}', archive_file_id: null, archived_at: null });
    expect(await read(id)).toMatchObject({ content_hash: 'hash of 1', archive_file_id: null });
  });

  test('columns that an operator added stay free', async () => {
    await knex.schema.alterTable('artifact_versions', (table) => void table.string('own_note'));
    const id = await record();
    await decide(knex, id, 'rejected');
    expect(await update(id, { own_note: 'looked at by Ada' })).toBe(1);
  });
});
