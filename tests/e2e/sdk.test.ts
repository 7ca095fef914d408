import { authentication, createDirectus, readItem, rest, staticToken, updateItem } from '@directus/sdk';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Instance, sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, createTask, uploadFile } from '../helpers/sample.js';
import type { Key } from '../../src/domain/words.js';
import * as sdk from '../../src/sdk/index.js';

describe.each(vendors)('the SDK on %s', (vendor) => {
  let instance: Instance;
  let projectId: Key;
  const clientOf = (token: string) =>
    createDirectus<sdk.ArtifactsSchema>(instance.url).with(staticToken(token)).with(rest());
  type Client = ReturnType<typeof clientOf>;
  let [agent, reviewer, admin]: Client[] = [];

  beforeAll(async () => {
    instance = sharedInstance(vendor);
    [agent, reviewer, admin] = [instance.agent, instance.reviewer, instance.admin].map(({ token }) =>
      clientOf(token),
    );
    projectId = await createProject(instance);
  });

  test('drives a version from recording to going live and back', async () => {
    const taskId = await createTask(instance, projectId);
    const file = await uploadFile(instance);
    const input = { project_id: projectId, schema_key: 'brand.logo', source_task_id: taskId };
    const record = sdk.recordVersion(
      { ...input, value: { format: 'PNG' }, files: [file] },
      { idempotencyKey: file },
    );
    const first = await agent!.request(record);
    expect(first).toMatchObject({ version_number: 1, status: 'pending', primary_file_id: file });
    expect(await agent!.request(record)).toEqual(first);

    const asked = await reviewer!.request(
      sdk.decideVersion({
        version_id: first.id,
        action: 'request_changes',
        reason: 'Darker',
        feedback: { score: 2 },
      }),
    );
    expect(asked.approval).toMatchObject({ action: 'request_changes', reason: 'Darker' });
    const feedback = await agent!.request(
      sdk.readFeedback(projectId, { schema_key: 'brand.logo', limit: 5 }),
    );
    expect(feedback).toMatchObject([{ version_number: 1, reason: 'Darker', feedback: { score: 2 } }]);

    const [second] = await agent!.request(sdk.recordVersions([{ ...input, value: { format: 'SVG' } }]));
    const [decided] = await reviewer!.request(
      sdk.decideVersions([{ version_id: second!.id, action: 'approve' }], { ifMatch: 0 }),
    );
    expect(decided).toMatchObject({ version: { status: 'approved' }, superseded: null, promotion: null });
    expect(await agent!.request(sdk.readContext(projectId))).toEqual({});
    const rehearsed = await reviewer!.request(sdk.rehearsePromotion({ task_id: taskId }));
    const promoted = await reviewer!.request(
      sdk.promoteVersions({ task_id: taskId, expect: { 'brand.logo': null } }),
    );
    expect(promoted).toMatchObject({
      context_version: 1,
      promoted: [{ version_id: second!.id, replaces: null }],
    });
    expect(rehearsed).toEqual({ ...promoted, dry_run: true });

    const context = await agent!.request(sdk.readContext(projectId, { paths: ['brand.logo', '_meta'] }));
    expect(context).toMatchObject({ brand: { logo: { format: 'SVG', artifact_version_id: second!.id } } });
    expect(await agent!.request(sdk.readContext(projectId, { ifNoneMatch: 1 }))).toBeNull();
    const meta = (await agent!.request(sdk.readContext(projectId, { ifNoneMatch: 0 })))?._meta;
    expect(meta?.context_version).toBe(1);
    expect(await agent!.request(sdk.readContext(projectId, { at: 0 }))).toEqual({});

    await reviewer!.request(sdk.decideVersion({ version_id: second!.id, action: 'revoke', reason: 'Wrong' }));
    const diff = await agent!.request(sdk.readContextDiff(projectId, { from: 1 }));
    expect(diff).toMatchObject({ from: 1, to: 2, changes: [{ schema_key: 'brand.logo', to: null }] });
    const restored = await agent!.request(sdk.restoreVersion(first.id, { summary: 'As it was' }));
    expect(restored).toMatchObject({
      version_number: 3,
      content_hash: first.content_hash,
      summary: 'As it was',
    });
  });

  test('reads history, lineage and differences, merges, and verifies', async () => {
    const record = (value: sdk.Json, more: Partial<sdk.VersionInput> = {}) =>
      agent!.request(sdk.recordVersion({ project_id: projectId, schema_key: 'copy.text', value, ...more }));
    const base = await record({ title: 'A', body: 'B' });
    const ours = await record(
      { title: 'Ours', body: 'B' },
      { parent_id: base.id, change_origin: 'local_modification' },
    );
    const theirs = await record(
      { title: 'A', body: 'Theirs' },
      { parent_id: base.id, change_origin: 'sync' },
    );

    const lineage = await agent!.request(sdk.readLineage(ours.id));
    expect(lineage.versions.map(({ id }) => id)).toEqual([base.id, ours.id]);
    const { ancestor } = await agent!.request(sdk.readCommonAncestor(ours.id, theirs.id));
    expect(ancestor?.id).toBe(base.id);
    const { changes } = await agent!.request(sdk.readVersionDiff(ours.id, { against: theirs.id }));
    expect(changes.map(({ path }) => path).sort()).toEqual(['/body', '/title']);

    const sides = { ours_id: ours.id, theirs_id: theirs.id };
    const rehearsal = await agent!.request(sdk.rehearseMerge(sides));
    expect(rehearsal).toMatchObject({
      dry_run: true,
      conflicts: [],
      value: { title: 'Ours', body: 'Theirs' },
    });
    const merged = await agent!.request(sdk.mergeVersions(sides));
    expect(merged).toMatchObject({ value: rehearsal.value, base_id: base.id, merge_parent_id: theirs.id });
    const line = { project_id: projectId, schema_key: 'copy.text' };
    const graph = await agent!.request(sdk.readLineageGraph(line));
    expect([graph.nodes.length, graph.edges.filter(({ kind }) => kind === 'merge').length]).toEqual([4, 1]);

    await reviewer!.request(sdk.decideVersion({ version_id: merged.id, action: 'approve' }));
    const drift = await agent!.request(sdk.computeDrift(projectId, { 'copy.text': merged.content_hash }));
    expect(drift.keys['copy.text']).toMatchObject({ state: 'unchanged', ours: { version_id: merged.id } });
    const page = await agent!.request(sdk.readHistory(projectId, { limit: 1, schema_key: 'copy.text' }));
    expect(page).toMatchObject([{ action: 'promote', schema_key: 'copy.text' }]);
    const older = await agent!.request(
      sdk.readHistory(projectId, { cursor: page[0]!.sequence, action: ['approve'], schema_key: 'copy.text' }),
    );
    expect(older).toMatchObject([{ action: 'approve', artifact_version_id: merged.id }]);
    expect(await agent!.request(sdk.verifyAudit(projectId))).toMatchObject({
      valid: true,
      first_broken: null,
    });
    expect(await agent!.request(sdk.verifyContext(projectId))).toMatchObject({
      drift: false,
      repaired: false,
    });
    const health = await admin!.request(sdk.readArtifactsHealth({ deep: true, project_id: projectId }));
    expect(health).toMatchObject({ status: 'ok', violations: [] });
    expect((await agent!.request(sdk.readArtifactsHealth())).violations).toBeUndefined();
    expect(await agent!.request(sdk.readArtifactsOpenApi())).toHaveProperty('openapi');
  });

  test('throws what the server refuses, with its code in the type', async () => {
    const version = await agent!.request(
      sdk.recordVersion({ project_id: projectId, schema_key: 'page.one', value: 1 }),
    );
    const failure = async (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);
    const forbidden = await failure(
      agent!.request(sdk.decideVersion({ version_id: version.id, action: 'approve' })),
    );
    expect(sdk.isArtifactsError(forbidden, 'FORBIDDEN')).toBe(true);
    const decision = { version_id: version.id, action: 'approve' } as const;
    const late = await failure(reviewer!.request(sdk.decideVersion(decision, { ifMatch: 999 })));
    if (!sdk.isArtifactsError(late, 'CONTEXT_VERSION_CONFLICT')) return expect.fail(String(late));
    expect(late.response.status).toBe(412);
    expect(late.errors[0].extensions.expected).toBe(999);
    expect(sdk.isArtifactsError(late, 'FORBIDDEN')).toBe(false);
    // Every instance of the tests refuses all origins unless it is told some.
    const elsewhere = await failure(agent!.request(sdk.testCallback({ url: 'http://127.0.0.1:9/' })));
    const unlisted = await failure(agent!.request(sdk.createSubscription({ url: 'http://127.0.0.1:9/' })));
    for (const error of [elsewhere, unlisted]) {
      if (!sdk.isArtifactsError(error, 'INVALID_PAYLOAD')) return expect.fail(String(error));
      expect(error.errors[0].extensions.field).toBe('url');
    }
    const kept = await agent!.request(sdk.readSubscriptions());
    expect(kept.filter(({ url }) => url === 'http://127.0.0.1:9/')).toEqual([]);
  });

  test('goes with the commands and the login of Directus’ own SDK', async () => {
    const client = createDirectus<sdk.ArtifactsSchema>(instance.url)
      .with(authentication('json'))
      .with(rest());
    await client.setToken(instance.reviewer.token);
    const { id } = await agent!.request(
      sdk.recordVersion({ project_id: projectId, schema_key: 'page.two', value: { a: 1 } }),
    );
    await client.request(updateItem('artifact_versions', id, { status: 'approved' }));
    const fields = ['status', 'value', { project_id: ['title'] }, { approvals: ['action'] }] as const;
    const read = await client.request(readItem('artifact_versions', id, { fields: [...fields] }));
    expect(read).toMatchObject({
      status: 'approved',
      value: { a: 1 },
      project_id: { title: expect.any(String) as string },
    });
    expect(read.approvals?.map(({ action }) => action).sort()).toEqual(['approve', 'promote']);
  });
});
