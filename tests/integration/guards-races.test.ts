import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
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
  linkFile,
  refusal,
} from './support-migrations/rows.js';

/** SQLite has one writer: what these tests hold open side by side cannot happen there. */
describe.runIf(vendors.includes('postgres'))('changes that race an open decision, on postgres', () => {
  const database = ownDatabase('postgres');
  let knex: Knex;
  let version: string;
  let link: string;

  beforeEach(async () => {
    knex = database.knex();
    version = await insertVersion(knex, await insertProject(knex), 1);
    link = await linkFile(knex, version, await insertFile(knex));
  });

  const update = (columns: Record<string, unknown>) =>
    knex('artifact_versions').where({ id: version }).update(columns);

  /** Runs `sealing` in a transaction that stays open while `change` is tried; what came of the change. */
  async function whileOpen(
    sealing: (trx: Knex.Transaction) => Promise<unknown>,
    change: () => PromiseLike<unknown>,
  ): Promise<{ waited: boolean; outcome: string | null }> {
    let settled = false;
    const trx = await knex.transaction();
    try {
      await sealing(trx);
      const outcome = refusal(change()).finally(() => (settled = true));
      await sleep(300);
      const waited = !settled;
      await trx.commit();
      return { waited, outcome: await outcome };
    } finally {
      if (!trx.isCompleted()) await trx.rollback();
    }
  }

  const SEALS: Record<string, (trx: Knex.Transaction) => Promise<unknown>> = {
    'an approval': async (trx) => {
      const decision_id = randomUUID();
      await trx('artifact_versions').where({ id: version }).update({ status: 'approved', decision_id });
      await insertEntry(trx, version, 'approve', decision_id);
    },
    'a change request': (trx) => insertEntry(trx, version, 'request_changes'),
    'a child': async (trx) => {
      const { project_id }: { project_id: string } = await trx('artifact_versions')
        .where({ id: version })
        .first();
      await insertVersion(trx, project_id, 2, { parent_id: version });
    },
  };
  const CHANGES: Record<string, () => PromiseLike<unknown>> = {
    'a new link': async () => linkFile(knex, version, await insertFile(knex)),
    'a changed link': () => knex('artifact_files').where({ id: link }).update({ sort: 9 }),
    'a removed link': () => knex('artifact_files').where({ id: link }).delete(),
    'a new value': () => update({ value: '{"late": true}' }),
  };
  const pairs = Object.entries(SEALS).flatMap(([seal, sealing]) =>
    Object.entries(CHANGES).map(([name, change]) => ({ name, seal, sealing, change })),
  );

  test.each(pairs)('$name waits for $seal and is then refused', async ({ sealing, change }) => {
    expect(await whileOpen(sealing, change)).toEqual({ waited: true, outcome: 'VERSION_SEALED' });
    const row: unknown = await knex('artifact_versions').where({ id: version }).first();
    expect(row).toMatchObject({ content_hash: 'hash of 1', value: { number: 1 } });
    expect(await knex('artifact_files').where({ artifact_version_id: version })).toMatchObject([{ sort: 1 }]);
  });

  test('a decision waits for a link that is being added', async () => {
    let decided = false;
    let decision: Promise<unknown> | undefined;
    await knex.transaction(async (adding) => {
      await linkFile(adding, version, await insertFile(knex));
      decision = decide(knex, version, 'approved').finally(() => (decided = true));
      await sleep(300);
      expect(decided).toBe(false);
    });
    await decision;
    expect(await knex('artifact_files').where({ artifact_version_id: version })).toHaveLength(2);
  });
});
