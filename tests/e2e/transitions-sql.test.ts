import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { rowOf } from './support-guards/ledger.js';
import { expectRefused, tried } from './support-guards/sql.js';
import { decide, nextVersion, STATUSES, versionWith } from './support-guards/stages.js';
import type { Staged, Status } from './support-guards/stages.js';

const LEGAL: Record<Status, Status[]> = {
  pending: ['approved', 'rejected'],
  approved: ['superseded', 'rejected'],
  rejected: [],
  superseded: [],
};
const pairs = STATUSES.flatMap((from) =>
  STATUSES.filter((to) => to !== from).map((to) => ({ from, to, legal: LEGAL[from].includes(to) })),
);

describe.each(vendors)('transitions by raw SQL on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const staged = new Map<Status, Staged>();

  beforeAll(async () => {
    for (const status of STATUSES) staged.set(status, await versionWith(instance, status));
  });

  test.each(pairs.filter(({ legal }) => !legal))('from $from to $to is refused', async ({ from, to }) => {
    const { id } = staged.get(from)!.version;
    await expectRefused(instance, 'ILLEGAL_TRANSITION', (trx) =>
      trx('artifact_versions').where({ id }).update({ status: to, decision_id: randomUUID() }),
    );
    await expectRefused(instance, 'ILLEGAL_TRANSITION', async (trx) => {
      const decision = randomUUID();
      await trx('artifact_versions').where({ id }).update({ status: to, decision_id: decision });
      await trx('artifact_approvals').insert(await entryFor(from, to, decision));
    });
  });

  test.each(pairs.filter(({ legal }) => legal))(
    'from $from to $to passes with a new decision and its entry, and not without',
    async ({ from, to }) => {
      const { id } = staged.get(from)!.version;
      const decision = randomUUID();
      const withEntry = await tried(instance, async (trx) => {
        await trx('artifact_versions').where({ id }).update({ status: to, decision_id: decision });
        await trx('artifact_approvals').insert(await entryFor(from, to, decision));
      });
      expect(withEntry).toBe('ok');
      await expectRefused(instance, 'ILLEGAL_TRANSITION', (trx) =>
        trx('artifact_versions').where({ id }).update({ status: to }),
      );
      if (vendor === 'postgres') {
        await expectRefused(instance, 'ILLEGAL_TRANSITION', (trx) =>
          trx('artifact_versions').where({ id }).update({ status: to, decision_id: decision }),
        );
      }
    },
  );

  test.each(STATUSES)('a status that does not exist is refused from %s', async (from) => {
    const { id } = staged.get(from)!.version;
    await expectRefused(instance, 'ILLEGAL_TRANSITION', (trx) =>
      trx('artifact_versions').where({ id }).update({ status: 'archived', decision_id: randomUUID() }),
    );
  });

  test('a version is never inserted as decided, promoted or retired', async () => {
    const { version } = staged.get('pending')!;
    const row = await rowOf(instance, 'artifact_versions', version.id);
    const json = { value: '{}', version_lineage: '[]' };
    const fresh = () => ({ ...row, ...json, id: randomUUID(), schema_key: `k${randomUUID()}` });
    expect(await tried(instance, (trx) => trx('artifact_versions').insert(fresh()))).toBe('ok');
    const marks: Record<string, unknown>[] = [
      ...STATUSES.filter((status) => status !== 'pending').map((status) => ({ status })),
      { decision_id: randomUUID() },
      { approved_at: new Date() },
      { approved_by: randomUUID() },
      { promoted_at: new Date() },
      { promoted_context_version: 1 },
      { retired_context_version: 1 },
    ];
    for (const mark of marks) {
      await expectRefused(
        instance,
        'ILLEGAL_TRANSITION',
        (trx) => trx('artifact_versions').insert({ ...fresh(), ...mark }),
        JSON.stringify(mark),
      );
    }
  });

  test('the marks of a decision change only with the status', async () => {
    for (const status of STATUSES) {
      const { id } = staged.get(status)!.version;
      for (const change of [
        { decision_id: randomUUID() },
        { approved_at: new Date(0) },
        { approved_by: randomUUID() },
      ]) {
        await expectRefused(
          instance,
          'ILLEGAL_TRANSITION',
          (trx) => trx('artifact_versions').where({ id }).update(change),
          `${status} ${JSON.stringify(change)}`,
        );
      }
    }
  });

  test('a second approved version of a line is refused, also by UPDATE OR REPLACE', async () => {
    const first = await versionWith(instance, 'approved');
    const second = await nextVersion(instance, first);
    const change = { status: 'approved', decision_id: randomUUID() };
    const plain = await tried(instance, (trx) =>
      trx('artifact_versions').where({ id: second.id }).update(change),
    );
    expect(plain).toMatch(/ILLEGAL_TRANSITION|idx_one_approved_per_path/);
    if (vendor === 'sqlite') {
      await expectRefused(instance, 'ILLEGAL_TRANSITION', (trx) =>
        trx.raw('UPDATE OR REPLACE artifact_versions SET status = ?, decision_id = ? WHERE id = ?', [
          change.status,
          change.decision_id,
          second.id,
        ]),
      );
    }
    expect(await rowOf(instance, 'artifact_versions', first.version.id)).toMatchObject({
      status: 'approved',
    });
  });

  test('the late echo of an overtaken decision is skipped without an error', async () => {
    const first = await versionWith(instance, 'approved');
    const approved = await rowOf(instance, 'artifact_versions', first.version.id);
    const second = await nextVersion(instance, first);
    await decide(instance, second.id, 'approve');
    const superseded = await rowOf(instance, 'artifact_versions', first.version.id);
    expect(superseded).toMatchObject({ status: 'superseded' });

    const { status, decision_id, approved_at, approved_by } = approved;
    await instance
      .knex('artifact_versions')
      .where({ id: first.version.id })
      .update({ status, decision_id, approved_at, approved_by });
    expect(await rowOf(instance, 'artifact_versions', first.version.id)).toEqual(superseded);
  });

  /** An entry as the table wants it; the checks of the chain are not the database's business. */
  async function entryFor(from: Status, to: Status, decision: string): Promise<Record<string, unknown>> {
    const { projectId, version } = staged.get(from)!;
    const actions = { approved: 'approve', rejected: 'reject', superseded: 'supersede', pending: 'revoke' };
    return Promise.resolve({
      id: randomUUID(),
      artifact_version_id: version.id,
      project_id: projectId,
      action: actions[to],
      actor_type: 'system',
      sequence: 1_000_000,
      entry_hash: 'made up',
      decision_id: decision,
      date_created: new Date(),
    });
  }
});
