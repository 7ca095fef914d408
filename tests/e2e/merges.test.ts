import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Json, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import { createTask, expectData, readVersion } from '../helpers/sample.js';
import { violationsIn } from './support-concurrency/violations.js';
import { expectedHash } from './support-http/content-hash.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

type Merged = Version & { base_id: string; unchanged?: true };

/** A line that parts in two: base, then ours and theirs on top of it. */
async function partedLine(vendor: Vendor, values: { base: Json; ours: Json; theirs: Json }) {
  const project = await newProject(sharedInstance(vendor));
  const base = await project.record('brand.card', values.base);
  const ours = await project.record('brand.card', values.ours, { parent_id: base.id });
  const theirs = await project.record('brand.card', values.theirs, { parent_id: base.id });
  const merge = (body: object = {}, headers?: Record<string, string>): Promise<Reply<{ data?: Merged }>> =>
    project.agent.post('/artifacts/merges', { ours_id: ours.id, theirs_id: theirs.id, ...body }, headers);
  return { project, base, ours, theirs, merge };
}

const CONFLICTING = {
  base: { color: 'black', size: 'A4', paper: { weight: 80 } },
  ours: { color: 'red', size: 'A5', paper: { weight: 80 } },
  theirs: { color: 'blue', size: 'A4', paper: { weight: 120 } },
};

describe.each(vendors)('merging values on %s', (vendor) => {
  test('takes over what only one side changed, and records both parents', async () => {
    const { project, base, ours, theirs, merge } = await partedLine(vendor, {
      base: { color: 'black', size: 'A4', gone: 1 },
      ours: { color: 'red', size: 'A4', gone: 1 },
      theirs: { color: 'black', size: 'A4', added: true },
    });
    const reply = await merge();
    expect(reply.status).toBe(201);
    const merged = expectData(reply);
    expect(merged).toMatchObject({
      status: 'pending',
      version_number: 4,
      value: { color: 'red', size: 'A4', added: true },
      content_hash: expectedHash({ color: 'red', size: 'A4', added: true }),
      parent_id: ours.id,
      parent_hash: ours.content_hash,
      merge_parent_id: theirs.id,
      base_id: base.id,
      change_origin: 'sync',
      version_lineage: [
        base.content_hash,
        ours.content_hash,
        expectedHash({ color: 'red', size: 'A4', added: true }),
      ],
      lineage_depth: 2,
      generation: 3,
    });
    // Who reviews it sees what came from where.
    expect(merged.summary).toContain('/color');
    expect(merged.summary).toContain('/added');
    expect(await violationsIn(project.instance, project.project_id)).toEqual([]);
    // Both parents are built upon now.
    for (const { id } of [ours, theirs]) {
      const edit = await project.admin.patch(`/items/artifact_versions/${id}`, { value: 1 });
      expect(refusal(edit)).toMatchObject({ status: 409, code: 'VERSION_SEALED' });
    }
    await project.approve(merged);
    expect((await readVersion(project.instance, merged.id)).promoted_context_version).toBe(1);
  });

  test('names every conflict with base, ours and theirs, and writes nothing', async () => {
    const { project, base, merge } = await partedLine(vendor, CONFLICTING);
    const before = await project.state();
    const found = refusal(await merge());
    expect(found).toMatchObject({ status: 409, code: 'MERGE_CONFLICT' });
    expect(found.extensions).toMatchObject({
      base_id: base.id,
      conflicts: [{ path: '/color', base: 'black', ours: 'red', theirs: 'blue' }],
    });
    expect(found.message).toContain('/color');
    expect(await project.state()).toEqual(before);
  });

  test.each([
    ['ours', 'red'],
    ['theirs', 'blue'],
    ['green', 'green'],
    [{ any: ['json', null] }, { any: ['json', null] }],
    [null, null],
  ])('a conflict resolved by %j becomes %j', async (resolution, expected) => {
    const { merge } = await partedLine(vendor, CONFLICTING);
    const merged = expectData(await merge({ resolutions: { '/color': resolution } }));
    expect(merged.value).toEqual({ color: expected, size: 'A5', paper: { weight: 120 } });
  });

  test('a resolution for a path that is not in conflict is refused, by its name', async () => {
    const { project, merge } = await partedLine(vendor, CONFLICTING);
    const before = await project.state();
    const resolutions = { '/color': 'ours', '/size': 'theirs' };
    const found = refusal(await merge({ resolutions }));
    expect(found).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
    expect(found.message).toContain('/size');
    expect(await project.state()).toEqual(before);
  });

  test('a dry run shows result and conflicts, and writes nothing', async () => {
    const { project, base, merge } = await partedLine(vendor, CONFLICTING);
    const before = await project.state();
    const headers = { 'Idempotency-Key': randomUUID() };
    const open = await merge({ dry_run: true }, headers);
    expect(open.status).toBe(200);
    expect(open.body.data).toMatchObject({
      dry_run: true,
      base_id: base.id,
      bases: [base.id],
      value: { color: 'red', size: 'A5', paper: { weight: 120 } },
      conflicts: [{ path: '/color', base: 'black', ours: 'red', theirs: 'blue' }],
      files: [],
    });
    const resolved = await merge({ dry_run: true, resolutions: { '/color': 'theirs' } });
    expect(resolved.body.data).toMatchObject({ value: { color: 'blue' }, conflicts: [] });
    expect(await project.state()).toEqual(before);
  });

  test('what theirs already contains is not merged again', async () => {
    const { project, base, ours } = await partedLine(vendor, CONFLICTING);
    const before = await project.state();
    const reply = await project.agent.post('/artifacts/merges', { ours_id: ours.id, theirs_id: base.id });
    expect(reply.status).toBe(200);
    expect(reply.body.data).toMatchObject({ id: ours.id, unchanged: true, base_id: base.id });
    expect(await project.state()).toEqual(before);
  });

  test('a side that only went on is merged to its content', async () => {
    const { project, base, ours } = await partedLine(vendor, CONFLICTING);
    const reply = await project.agent.post<{ data?: Merged }>('/artifacts/merges', {
      ours_id: base.id,
      theirs_id: ours.id,
    });
    expect(expectData(reply)).toMatchObject({
      value: CONFLICTING.ours,
      content_hash: ours.content_hash,
      parent_id: base.id,
      merge_parent_id: ours.id,
      lineage_depth: 1,
      generation: 3,
    });
  });

  test('takes summary and task, and replays with its Idempotency-Key', async () => {
    const { project, merge } = await partedLine(vendor, CONFLICTING);
    const source_task_id = await createTask(project.instance, project.project_id);
    const body = { source_task_id, summary: 'Both', resolutions: { '/color': 'ours' } };
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await merge(body, headers);
    expect(expectData(first)).toMatchObject({ source_task_id, summary: 'Both' });
    const again = await merge(body, headers);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
  });
});

describe.each(vendors)('merges that cannot be on %s', (vendor) => {
  test('without a common ancestor a base is never guessed, but can be named', async () => {
    const project = await newProject(sharedInstance(vendor));
    const ours = await project.record('brand.card', { a: 1, b: 1 });
    const theirs = await project.record('brand.card', { a: 1, b: 2 }, { change_origin: 'deployment' });
    const base = await project.record('brand.card', { a: 0, b: 1 }, { change_origin: 'deployment' });
    const body = { ours_id: ours.id, theirs_id: theirs.id };
    expect(refusal(await project.agent.post('/artifacts/merges', body))).toMatchObject({
      status: 409,
      code: 'NO_COMMON_ANCESTOR',
      extensions: { ours_id: ours.id, theirs_id: theirs.id },
    });
    const named = await project.agent.post<{ data?: Merged }>('/artifacts/merges', {
      ...body,
      base_id: base.id,
    });
    expect(expectData(named)).toMatchObject({ value: { a: 1, b: 2 }, base_id: base.id });
  });

  test('other lines, the same version twice, unknown ids and unknown fields are refused', async () => {
    const { project, ours, theirs, merge } = await partedLine(vendor, CONFLICTING);
    const elsewhere = await project.record('brand.other', 1);
    const before = await project.state();
    expect(refusal(await merge({ theirs_id: elsewhere.id }))).toMatchObject({
      status: 422,
      code: 'PARENT_MISMATCH',
    });
    expect(refusal(await merge({ base_id: elsewhere.id }))).toMatchObject({ status: 400, field: 'base_id' });
    expect(refusal(await merge({ theirs_id: ours.id }))).toMatchObject({ status: 400, field: 'theirs_id' });
    expect(refusal(await merge({ theirs_id: randomUUID() }))).toMatchObject({ status: 403 });
    expect(refusal(await merge({ ours_id: 'x' }))).toMatchObject({ status: 400, field: 'ours_id' });
    expect(refusal(await merge({ strategy: 'ours' }))).toMatchObject({ status: 400, field: 'strategy' });
    const reader = as(project.instance.url, project.instance.other.token);
    const body = { ours_id: ours.id, theirs_id: theirs.id, resolutions: { '/color': 'ours' } };
    expect(refusal(await reader.post('/artifacts/merges', body))).toMatchObject({ status: 403 });
    expect(await project.state()).toEqual(before);
  });

  test('merge_parent_id cannot be claimed by a client', async () => {
    const { project, ours, theirs } = await partedLine(vendor, CONFLICTING);
    const reply = await project.agent.post<{ data?: Version }>('/items/artifact_versions', {
      project_id: project.project_id,
      schema_key: 'brand.card',
      value: 1,
      parent_id: ours.id,
      merge_parent_id: theirs.id,
    });
    expect(expectData(reply)).toMatchObject({ parent_id: ours.id, merge_parent_id: null });
  });

  test('a merge that raced an edit of a version it merges was made from what that says now, or is refused', async () => {
    const rounds = vendor === 'sqlite' ? 5 : 20;
    for (let round = 0; round < rounds; round++) {
      const { project, theirs, merge } = await partedLine(vendor, {
        base: { a: 0 },
        ours: { a: 1 },
        theirs: { a: 0, b: 1 },
      });
      const [merged, edited] = await Promise.all([
        merge(),
        project.admin.patch(`/items/artifact_versions/${theirs.id}`, { value: { a: 0, b: 2 } }),
      ]);
      if (merged.status === 201) {
        const b = edited.status === 200 ? 2 : 1;
        expect(merged.body.data?.value, `round ${round}`).toEqual({ a: 1, b });
      } else expect(refusal(merged as Reply)).toMatchObject({ status: 409, code: 'CONTENT_CHANGED' });
      if (edited.status !== 200) expect(refusal(edited)).toMatchObject({ code: 'VERSION_SEALED' });
      // The hash of what was edited follows after its commit.
      await expect.poll(() => violationsIn(project.instance, project.project_id)).toEqual([]);
    }
  });
});
