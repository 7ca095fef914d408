import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { refusal } from './support-http/refusal.js';
import { policyProject, revisionsOf } from './support-policies/policy.js';

describe.each(vendors)('policies as a collection on %s', (vendor) => {
  const instance = sharedInstance(vendor);

  test('a bad policy is refused when it is saved, by whatever route, naming the field', async () => {
    const { admin, policy, project_id } = await policyProject(instance);
    const good = await policy({ effect: 'require' });
    const BAD: [Record<string, Json>, string][] = [
      [{ effect: 'maybe' }, 'effect'],
      [{ schema_key: 'Brand!' }, 'schema_key'],
      [{ filter: { title: { _eq: 'x' } } }, 'filter'],
      [{ filter: { summary: { _regex: 'x' } } }, 'filter'],
      [{ approvals: 0 }, 'approvals'],
      [{ reviewers: { roles: [randomUUID()] } }, 'reviewers'],
      [{ reviewers: { teams: [] } }, 'reviewers'],
      [{ reason: '{{who}}' }, 'reason'],
      [{ actor_types: ['robot'] }, 'actor_types'],
    ];
    for (const [fields, field] of BAD) {
      const whole = { name: 'Bad', effect: 'require', project_id, ...fields };
      const replies = [
        await admin.post('/items/artifact_policies', whole),
        await admin.post('/items/artifact_policies', [whole]),
        await admin.patch(`/items/artifact_policies/${good.id}`, fields),
        await admin.patch('/items/artifact_policies', { keys: [good.id], data: fields }),
        await admin.patch('/items/artifact_policies', [{ id: good.id, ...fields }]),
      ];
      for (const reply of replies) {
        expect(refusal(reply)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', field });
      }
    }
    const graphql = await admin.graphql(
      'mutation ($id: ID!) { update_artifact_policies_item(id: $id, data: {schema_key: "A B"}) { id } }',
      { id: good.id },
    );
    expect(refusal(graphql)).toMatchObject({ code: 'INVALID_PAYLOAD', field: 'schema_key' });
    expect(await revisionsOf(instance, good.id)).toHaveLength(1);
  });

  test('only administrators write, everyone with one of the policies reads', async () => {
    const { policy, project_id } = await policyProject(instance);
    const { id } = await policy({ effect: 'require' });
    for (const token of [instance.reviewer.token, instance.agent.token]) {
      const api = as(instance.url, token);
      expect((await api.get(`/items/artifact_policies/${id}`)).status).toBe(200);
      // A reviewer learns nothing of what there is from what is refused.
      const bad = { name: 'x', effect: 'no', project_id, reviewers: { users: [randomUUID()] } };
      for (const reply of [
        await api.post('/items/artifact_policies', bad),
        await api.patch(`/items/artifact_policies/${id}`, { effect: 'no' }),
        await api.delete(`/items/artifact_policies/${id}`),
      ]) {
        expect(refusal(reply).status).toBe(403);
      }
    }
  });

  test('each edit is a revision that stays, and the number is not the client’s', async () => {
    const { admin, policy, edit } = await policyProject(instance);
    const made = await policy({ effect: 'require', revision: 40, filter: { version_number: { _gt: 1 } } });
    expect(made.revision).toBe(1);
    expect((await edit(made, { approvals: 2, revision: 9 })).revision).toBe(2);
    // The same once more, and what is no rule, is no edit.
    expect((await edit(made, { approvals: 2 })).revision).toBe(2);
    expect((await edit(made, { name: 'Two people' })).revision).toBe(3);
    // Past every filter as well: dragging in a list, SQL.
    await instance.knex('artifact_policies').where({ id: made.id }).update({ sort: 5, revision: 77 });
    const stored = await admin.get<{ data: { revision: number } }>(`/items/artifact_policies/${made.id}`);
    expect(stored.body.data.revision).toBe(4);
    const revisions = await revisionsOf(instance, made.id);
    expect(revisions.map(({ revision }) => revision)).toEqual([1, 2, 3, 4]);
    expect(revisions[1]?.rule).toMatchObject({ approvals: 2, name: 'A policy', effect: 'require' });
    expect(revisions[3]?.rule).toMatchObject({
      name: 'Two people',
      sort: 5,
      filter: { version_number: { _gt: 1 } },
    });
  });

  test('a policy is not deleted, nor is what it said: not by Directus, not by SQL', async () => {
    const { admin, policy, edit } = await policyProject(instance);
    const made = await policy({ effect: 'require' });
    expect(refusal(await admin.delete(`/items/artifact_policies/${made.id}`))).toMatchObject({
      status: 403,
      code: 'APPEND_ONLY',
    });
    const { knex } = instance;
    const where = { policy_id: made.id };
    for (const statement of [
      knex('artifact_policies').where({ id: made.id }).delete(),
      knex('artifact_policies').where({ id: made.id }).update({ id: randomUUID() }),
      knex('artifact_policy_revisions').where(where).delete(),
      knex('artifact_policy_revisions').where(where).update({ revision: 2 }),
    ]) {
      await expect(statement).rejects.toThrow(/APPEND_ONLY/);
    }
    for (const table of ['artifact_policy_revisions', 'artifact_policy_decisions']) {
      const forged = await admin.post(`/items/${table}`, { policy_id: made.id, revision: 9 });
      expect(refusal(forged)).toMatchObject({ status: 403, code: 'APPEND_ONLY' });
    }
    expect((await edit(made, { enabled: false })).enabled).toBe(false);
    expect(await revisionsOf(instance, made.id)).toHaveLength(2);
  });

  test('a policy that was made unreadable behind the guards lets nothing pass', async () => {
    const { admin, policy, edit, record, ask } = await policyProject(instance);
    const version = await record('brand.logo');
    const made = await policy({ effect: 'require' });
    await instance.knex('artifact_policies').where({ id: made.id }).update({ schema_key: '!!' });
    const decision = { version_id: version.id, action: 'approve' };
    expect(refusal(await ask(decision))).toMatchObject({ status: 400, field: 'artifact_policies' });
    await edit(made, { schema_key: 'copy.*' });
    expect((await ask(decision)).status).toBe(200);
    expect((await admin.get('/artifacts/health')).status).toBe(200);
  });
});
