import { afterAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { expectData, readProject, readVersion } from '../helpers/sample.js';
import { removeFlows, runOperation } from './support-flows/flow.js';
import { callTool } from './support-flows/mcp.js';
import { addApiUser, DECIDING_AGENT } from './support-guards/people.js';
import { approving, type Decided } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';
import { violationsOf } from './support-invariants/health.js';
import { policyProject, type PolicyProject } from './support-policies/policy.js';

const UNCOUNTED = { status: 403, code: 'APPROVAL_DOES_NOT_COUNT' };

describe.each(vendors)('policies that require approvals on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const { admin: boss, reviewer: robin, secondReviewer: second } = instance;
  afterAll(() => removeFlows(instance));

  const statusOf = async ({ id }: Version) => (await readVersion(instance, id)).status;

  async function twoNeeded(fields: object = {}): Promise<PolicyProject & { version: Version }> {
    const project = await policyProject(instance);
    await project.policy({ name: 'Two people', effect: 'require', approvals: 2, ...fields });
    return { ...project, version: await project.record('brand.logo') };
  }

  test('approvals accumulate as entries; the last one approves and promotes', async () => {
    const { version, decide, secondReviewer, log, project_id, ask } = await twoNeeded();
    const first = await decide<Decided>(approving(version, { reason: 'Fine', feedback: { score: 9 } }));
    expect(first).toMatchObject({ superseded: null, promotion: null });
    expect(first.version).toMatchObject({ status: 'pending', decision_id: null, approved_by: null });
    expect(first.approval).toMatchObject({
      action: 'approve',
      actor_id: robin.id,
      decision_id: null,
      feedback: {
        score: 9,
        policy: { name: 'Two people', revision: 1, effect: 'require', approval: 1, of: 2, pending: true },
      },
    });
    // The same person is not another one.
    expect(refusal(await ask(approving(version)))).toMatchObject(UNCOUNTED);
    expect(await violationsOf(instance, project_id)).toEqual([]);
    expect((await readProject(instance, project_id)).context_version).toBe(0);

    const last = expectData(
      await secondReviewer.post<{ data?: Decided }>('/artifacts/decisions', approving(version)),
    );
    expect(last.version).toMatchObject({
      status: 'approved',
      approved_by: second.id,
      promoted_context_version: 1,
    });
    expect(last.approval.feedback).toMatchObject({ policy: { approval: 2, of: 2 } });
    expect(last.promotion).toMatchObject({ context_version: 1 });
    expect((await log(version.id)).map(({ action }) => action)).toEqual(['approve', 'approve', 'promote']);
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('no route gets past it, not even an administrator’s', async () => {
    const project = await policyProject(instance);
    await project.policy({ name: 'Two people', effect: 'require', approvals: 2 });
    const { admin, record } = project;
    expectData(await admin.patch('/settings', { mcp_enabled: true }));
    const ROUTES: Record<string, (version: Version) => Promise<unknown>> = {
      patch: ({ id }) => admin.patch(`/items/artifact_versions/${id}`, { status: 'approved' }),
      'bulk patch': ({ id }) =>
        admin.patch('/items/artifact_versions', { keys: [id], data: { status: 'approved' } }),
      'array patch': ({ id }) => admin.patch('/items/artifact_versions', [{ id, status: 'approved' }]),
      'query patch': ({ id }) =>
        admin.patch('/items/artifact_versions', {
          query: { filter: { id: { _eq: id } } },
          data: { status: 'approved' },
        }),
      graphql: ({ id }) =>
        admin.graphql(
          'mutation ($id: ID!) { update_artifact_versions_item(id: $id, data: {status: "approved"}) { id } }',
          { id },
        ),
      entry: ({ id }) =>
        admin.post('/items/artifact_approvals', { artifact_version_id: id, action: 'approve' }),
      'nested entry': ({ id }) =>
        admin.patch(`/items/artifact_versions/${id}`, {
          approvals: { create: [{ action: 'approve' }], update: [], delete: [] },
        }),
      decisions: (version) => admin.post('/artifacts/decisions', [approving(version)]),
      'claiming progress': (version) =>
        admin.post(
          '/artifacts/decisions',
          approving(version, { feedback: { policy: { approval: 2, of: 2 } } }),
        ),
      'claiming an actor': ({ id }) =>
        admin.post('/items/artifact_approvals', {
          artifact_version_id: id,
          action: 'approve',
          actor_id: second.id,
        }),
      mcp: ({ id }) =>
        callTool(instance, boss.token, 'items', {
          action: 'update',
          collection: 'artifact_versions',
          keys: [id],
          data: { status: 'approved' },
        }),
      promotion: ({ id }) => admin.post('/artifacts/promotions', { version_ids: [id] }),
    };
    for (const [route, attempt] of Object.entries(ROUTES)) {
      const version = await record(`way.${route.replaceAll(' ', '-')}`);
      for (let nth = 0; nth < 2; nth++) {
        await attempt(version);
        expect(await readVersion(instance, version.id), route).toMatchObject({
          status: 'pending',
          decision_id: null,
          approved_at: null,
        });
      }
    }
    expect((await readProject(instance, project.project_id)).context_version).toBe(0);
    expect(await violationsOf(instance, project.project_id)).toEqual([]);
  });

  test('a PATCH that is counted answers with the version as it stays, and the next one approves', async () => {
    const { version, reviewer, secondReviewer, log } = await twoNeeded();
    const path = `/items/artifact_versions/${version.id}`;
    const counted = await reviewer.patch<{ data: Version }>(path, { status: 'approved' });
    expect(counted).toMatchObject({ status: 200, body: { data: { status: 'pending', approved_by: null } } });
    const last = await secondReviewer.patch<{ data: Version }>(path, { status: 'approved' });
    expect(last.body.data).toMatchObject({ status: 'approved', approved_by: second.id });
    expect(await log(version.id)).toMatchObject([
      { action: 'approve', actor_id: robin.id, decision_id: null },
      { action: 'approve', actor_id: second.id, decision_id: last.body.data.decision_id },
      { action: 'promote' },
    ]);
  });

  test('one PATCH for versions that it would complete and others that it would not is refused whole', async () => {
    const { version, record, reviewer, log } = await twoNeeded({ schema_key: 'brand.*' });
    const free = await record('copy.claim');
    const data = { status: 'approved' };
    const mixed = await reviewer.patch('/items/artifact_versions', { keys: [version.id, free.id], data });
    expect(refusal(mixed)).toMatchObject({ status: 400, field: 'status' });
    expect([await statusOf(version), await statusOf(free)]).toEqual(['pending', 'pending']);
    expect(await log(version.id)).toEqual([]);
    const batch = await reviewer.post<{ data: Decided[] }>('/artifacts/decisions', [
      approving(version),
      approving(free),
    ]);
    expect(batch.body.data.map((one) => one.version.status)).toEqual(['pending', 'approved']);
  });

  test('an approval entry counts as well, and so does one of each route', async () => {
    const { version, reviewer, secondReviewer } = await twoNeeded();
    const entry = { artifact_version_id: version.id, action: 'approve', reason: 'Good' };
    expect((await reviewer.post('/items/artifact_approvals', entry)).status).toBe(200);
    expect(await statusOf(version)).toBe('pending');
    const path = `/items/artifact_versions/${version.id}`;
    expect((await secondReviewer.patch(path, { status: 'approved' })).status).toBe(200);
    expect(await statusOf(version)).toBe('approved');
  });

  test('a Flow without a user is nobody, and an API-only user is no person', async () => {
    const { version, log } = await twoNeeded({ approvals: 1 });
    const options = { version_id: version.id, action: 'approve', permissions: '$full' };
    await runOperation(instance, { type: 'artifact-decide', options, token: null });
    expect(await statusOf(version)).toBe('pending');
    const robot = await addApiUser(instance, DECIDING_AGENT);
    const reply = await as(instance.url, robot.token).post('/artifacts/decisions', approving(version));
    expect(refusal(reply)).toMatchObject(UNCOUNTED);
    expect(await statusOf(version)).toBe('pending');
    expect(await log(version.id)).toEqual([]);
  });

  test('a change request resets, a reject ends it', async () => {
    const { version, reviewer, secondReviewer, decide, log } = await twoNeeded();
    await decide(approving(version));
    expectData(
      await secondReviewer.post('/artifacts/decisions', {
        version_id: version.id,
        action: 'request_changes',
        reason: 'Bolder',
      }),
    );
    await decide(approving(version));
    expect(await statusOf(version)).toBe('pending');
    expect((await log(version.id)).map(({ action }) => action)).toEqual([
      'approve',
      'request_changes',
      'approve',
    ]);
    const reject = { status: 'rejected', rejection_reason: 'No' };
    expect((await secondReviewer.patch(`/items/artifact_versions/${version.id}`, reject)).status).toBe(200);
    expect(refusal(await reviewer.post('/artifacts/decisions', approving(version)))).toMatchObject({
      status: 409,
    });
  });

  test('approvals are of certain people, not of the author, and of the newest version', async () => {
    const project = await policyProject(instance);
    const { record, decide, admin, reviewer, secondReviewer, policy, edit } = project;
    const rule = await policy({ name: 'Robin', effect: 'require', reviewers: { users: [robin.id] } });
    const version = await record('brand.logo');
    expect(refusal(await secondReviewer.post('/artifacts/decisions', approving(version)))).toMatchObject({
      ...UNCOUNTED,
      extensions: { policies: ['Robin'] },
    });
    expect(refusal(await admin.post('/artifacts/decisions', approving(version)))).toMatchObject(UNCOUNTED);
    await decide(approving(version));
    expect(await statusOf(version)).toBe('approved');

    const roles: { role: string }[] = await instance
      .knex('directus_users')
      .select('role')
      .where({ id: second.id });
    await edit(rule, { reviewers: { roles: [roles[0]!.role] } });
    const next = await record('brand.logo', 2);
    expect(refusal(await admin.post('/artifacts/decisions', approving(next)))).toMatchObject(UNCOUNTED);
    expectData(await secondReviewer.post('/artifacts/decisions', approving(next)));
    expect(await statusOf(next)).toBe('approved');

    await edit(rule, { reviewers: null });
    const input = { project_id: project.project_id, schema_key: 'copy.own', value: 1 };
    const own = expectData(await reviewer.post<{ data?: Version }>('/artifacts/versions', input));
    expect(refusal(await reviewer.post('/artifacts/decisions', approving(own)))).toMatchObject(UNCOUNTED);
    await edit(rule, { distinct_from_author: false });
    expectData(await reviewer.post('/artifacts/decisions', approving(own)));
    expect(await statusOf(own)).toBe('approved');

    await edit(rule, { approvals: 2, fresh: true });
    const old = await record('fresh.line', 1);
    await decide(approving(old));
    await record('fresh.line', 2);
    expectData(await secondReviewer.post('/artifacts/decisions', approving(old)));
    expect(await statusOf(old)).toBe('pending');
    // Robin's lapsed, and counts anew.
    await decide(approving(old));
    expect(await statusOf(old)).toBe('approved');
    expect(await violationsOf(instance, project.project_id)).toEqual([]);
  });

  test('an administrator may override, says why, and the log shows it', async () => {
    const { version, admin, reviewer, log, project_id } = await twoNeeded();
    const override = (more: object) => approving(version, { override: true, ...more });
    expect(refusal(await reviewer.post('/artifacts/decisions', override({ reason: 'x' })))).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(refusal(await admin.post('/artifacts/decisions', override({ reason: ' ' })))).toMatchObject({
      status: 400,
      code: 'REASON_REQUIRED',
    });
    const wrong = { ...override({ reason: 'x' }), action: 'reject' };
    expect(refusal(await admin.post('/artifacts/decisions', wrong))).toMatchObject({ field: 'override' });
    expectData(await admin.post('/artifacts/decisions', override({ reason: 'The fair is tomorrow' })));
    expect(await statusOf(version)).toBe('approved');
    const [entry] = await log(version.id);
    expect(entry).toMatchObject({
      actor_id: boss.id,
      reason: 'The fair is tomorrow',
      feedback: { policy: { name: 'Two people', override: true, approval: 1, of: 2 } },
    });
    expect(entry?.feedback).not.toHaveProperty('policy.pending');
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('a version with an approval is sealed, and what waits is shown', async () => {
    const { version, agent, admin, decide, reviewer } = await twoNeeded({ approvals: 3 });
    await decide(approving(version));
    const edit = await admin.patch(`/items/artifact_versions/${version.id}`, { value: 2 });
    expect(refusal(edit)).toMatchObject({ status: 409, code: 'VERSION_SEALED' });
    for (const api of [reviewer, agent]) {
      const shown = await api.get<{ data: object }>(`/artifacts/versions/${version.id}/policies`);
      expect(shown.body.data).toMatchObject({
        status: 'pending',
        satisfied: false,
        automatic: null,
        requirements: [
          { policy: { name: 'Two people' }, of: 3, approvals: 1, by: [robin.id], satisfied: false },
        ],
      });
    }
    const stranger = as(instance.url, null);
    expect((await stranger.get(`/artifacts/versions/${version.id}/policies`)).status).toBe(403);
  });
});
