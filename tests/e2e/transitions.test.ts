import { beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject } from '../helpers/sample.js';
import { logOf, rowOf, snapshot } from './support-guards/ledger.js';
import { verdict } from './support-guards/outcome.js';
import { graphql, updateRoutes } from './support-guards/routes.js';
import { STATUSES, versionWith } from './support-guards/stages.js';
import type { Staged, Status } from './support-guards/stages.js';

/** What writing a status means: the entry it makes, or null where it changes nothing. All others are illegal. */
const LEGAL: Partial<Record<Status, Partial<Record<Status, string | null>>>> = {
  pending: { pending: null, approved: 'approve 1', rejected: 'reject 1' },
  approved: { approved: null, rejected: 'revoke 1' },
  rejected: { rejected: null },
  superseded: { superseded: null },
};
const pairs = STATUSES.flatMap((from) => STATUSES.map((to) => ({ from, to, entry: LEGAL[from]?.[to] })));
const illegal = pairs.filter((pair) => pair.entry === undefined);
const repeated = pairs.filter((pair) => pair.entry === null);
const legal = pairs.filter((pair) => typeof pair.entry === 'string');

describe.each(vendors)('transitions by status on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const reviewer = as(instance.url, instance.reviewer.token);
  const staged = new Map<Status, Staged>();

  beforeAll(async () => {
    for (const status of STATUSES) staged.set(status, await versionWith(instance, status));
  });

  test.each(illegal)('from $from to $to is refused by every route and changes nothing', async (pair) => {
    const target = staged.get(pair.from)!;
    const before = await snapshot(instance, target.projectId);
    for (const { name, update } of updateRoutes) {
      const outcome = await update(reviewer, target, { status: pair.to, rejection_reason: 'Why not' });
      expect(verdict(outcome), `${name}: ${outcome.message}`).toMatch(/^(409 )?ILLEGAL_TRANSITION$/);
    }
    expect(await snapshot(instance, target.projectId)).toEqual(before);
  });

  test.each(repeated)('from $from to $to succeeds, decides nothing and logs nothing', async (pair) => {
    const target = staged.get(pair.from)!;
    const before = await snapshot(instance, target.projectId);
    for (const { name, update } of updateRoutes.filter((route) => route.name !== 'nested in its task')) {
      const outcome = await update(reviewer, target, { status: pair.to });
      expect(verdict(outcome), `${name}: ${outcome.message}`).toBe('ok');
    }
    expect(await snapshot(instance, target.projectId)).toEqual(before);
  });

  test.each(legal)(
    'from $from to $to is the decision "$entry" by every route',
    async ({ from, to, entry }) => {
      for (const { name, update } of updateRoutes) {
        const target = await versionWith(instance, from);
        const reason = to === 'rejected' ? 'Not our blue' : null;
        const outcome = await update(reviewer, target, { status: to, rejection_reason: reason });
        expect(verdict(outcome), `${name}: ${outcome.message}`).toBe('ok');
        const row = await rowOf(instance, 'artifact_versions', target.version.id);
        expect(row, name).toMatchObject({
          status: to,
          rejection_reason: to === 'rejected' ? 'Not our blue' : null,
          approved_by: entry === 'reject 1' ? null : instance.reviewer.id,
        });
        const log = await logOf(instance, target.projectId);
        expect(log, name).toEqual(from === 'pending' ? [entry] : ['approve 1', entry]);
        const [last] = await instance
          .knex('artifact_approvals')
          .where({ project_id: target.projectId })
          .orderBy('sequence', 'desc');
        expect(last, name).toMatchObject({
          decision_id: row['decision_id'],
          actor_id: instance.reviewer.id,
          actor_type: 'human',
          content_hash: target.version.content_hash,
          reason: to === 'rejected' ? 'Not our blue' : null,
        });
      }
    },
  );

  test.each(['pending', 'approved'] as const)(
    'from %s to rejected needs a reason by every route',
    async (from) => {
      const target = staged.get(from)!;
      const before = await snapshot(instance, target.projectId);
      for (const { name, update } of updateRoutes) {
        for (const reason of [{}, { rejection_reason: null }, { rejection_reason: ' \n\t' }]) {
          const outcome = await update(reviewer, target, { status: 'rejected', ...reason });
          expect(verdict(outcome), `${name}: ${outcome.message}`).toMatch(/^(400 )?REASON_REQUIRED$/);
        }
      }
      expect(await snapshot(instance, target.projectId)).toEqual(before);
    },
  );

  test.each(STATUSES)('a status that does not exist is refused from %s', async (from) => {
    const target = staged.get(from)!;
    const before = await snapshot(instance, target.projectId);
    for (const { name, update } of updateRoutes) {
      const outcome = await update(reviewer, target, { status: 'archived' });
      expect(verdict(outcome), `${name}: ${outcome.message}`).toMatch(/^(400 )?INVALID_PAYLOAD$/);
    }
    expect(await snapshot(instance, target.projectId)).toEqual(before);
  });

  test.each(STATUSES.filter((status) => status !== 'pending'))(
    'a version cannot be created as %s',
    async (status) => {
      const projectId = await createProject(instance);
      const fields = { project_id: projectId, schema_key: 'brand.logo', value: 1, status };
      const one = await reviewer.post('/items/artifact_versions', fields);
      expect([one.status, one.body.errors?.[0]?.extensions.code]).toEqual([409, 'ILLEGAL_TRANSITION']);
      const several = await reviewer.post('/items/artifact_versions', [
        { ...fields, status: 'pending' },
        fields,
      ]);
      expect([several.status, several.body.errors?.[0]?.extensions.code]).toEqual([
        409,
        'ILLEGAL_TRANSITION',
      ]);
      const over = await graphql(
        reviewer,
        `
          mutation ($data: create_artifact_versions_input!) {
            create_artifact_versions_item(data: $data) {
              id
            }
          }
        `,
        { data: { ...fields, version_number: 1 } },
      );
      expect(over.code, over.message).toBe('ILLEGAL_TRANSITION');
      expect((await snapshot(instance, projectId))['artifact_versions']).toEqual([]);
    },
  );
});
