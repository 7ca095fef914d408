import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import { createTask, readProject, readVersion } from '../helpers/sample.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';
import { violationsOf } from './support-invariants/health.js';

/** A project with three approved versions of one unfinished task, none of them live. */
async function waitingProject(vendor: Vendor) {
  const project = await newProject(sharedInstance(vendor));
  const task = await createTask(project.instance, project.project_id);
  const waiting = { source_task_id: task };
  const [logo, colors, card] = [
    await project.record('brand.logo', 1, waiting),
    await project.record('brand.colors', 2, waiting),
    await project.record('deliverables.card', 3, waiting),
  ];
  await project.approve(logo, colors, card);
  return { ...project, task, waiting, logo, colors, card };
}

describe.each(vendors)('promotions over HTTP on %s', (vendor) => {
  test.each(['task_id', 'project_id', 'version_ids'] as const)(
    'by %s: what was waiting goes live with one bump',
    async (scope) => {
      const { instance, project_id, task, logo, colors, card, promote } = await waitingProject(vendor);
      const scopes = { task_id: task, project_id, version_ids: [card.id, logo.id, colors.id] };
      const result = await promote({ [scope]: scopes[scope] });
      expect(result).toEqual({
        project_id,
        previous_context_version: 0,
        context_version: 1,
        promoted: [
          { schema_key: 'brand.colors', version_id: colors.id, replaces: null },
          { schema_key: 'brand.logo', version_id: logo.id, replaces: null },
          { schema_key: 'deliverables.card', version_id: card.id, replaces: null },
        ],
        documents: [],
        frozen: [],
        scheduled: [],
      });
      expect(await readProject(instance, project_id)).toMatchObject({
        context_version: 1,
        context: {
          brand: {
            logo: { artifact_version_id: logo.id, value: 1 },
            colors: { artifact_version_id: colors.id },
          },
          deliverables: { card: { artifact_version_id: card.id } },
          _meta: { total_artifacts: 3 },
        },
      });
      expect(await readVersion(instance, logo.id)).toMatchObject({
        promoted_context_version: 1,
        status: 'approved',
      });
      expect(await violationsOf(instance, project_id)).toEqual([]);
    },
  );

  test('version_ids promotes those and leaves the rest waiting; a promotion names what it replaces', async () => {
    const { instance, project_id, logo, colors, record, waiting, approve, promote } =
      await waitingProject(vendor);
    expect((await promote({ version_ids: [logo.id] })).promoted.map(({ version_id }) => version_id)).toEqual([
      logo.id,
    ]);
    expect((await readVersion(instance, colors.id)).promoted_context_version).toBeNull();
    const newer = await record('brand.logo', 4, waiting);
    await approve(newer);
    // The old one stays live until the new one is.
    expect((await readProject(instance, project_id)).context).toMatchObject({
      brand: { logo: { value: 1 } },
    });
    expect((await promote({ version_ids: [newer.id] })).promoted).toEqual([
      { schema_key: 'brand.logo', version_id: newer.id, replaces: logo.id },
    ]);
    expect(await readVersion(instance, logo.id)).toMatchObject({
      status: 'superseded',
      retired_context_version: 2,
    });
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('doing it again, or having nothing to do, is a success with an empty list and no bump', async () => {
    const { project_id, task, logo, colors, card, promote, state, record, approve, waiting } =
      await waitingProject(vendor);
    await promote({ task_id: task });
    const newer = await record('brand.logo', 4, waiting);
    await approve(newer);
    await promote({ project_id });
    const before = await state();
    const nothing = {
      project_id,
      previous_context_version: 2,
      context_version: 2,
      promoted: [],
      documents: [],
      frozen: [],
      scheduled: [],
    };
    for (const scope of [
      { task_id: task },
      { project_id },
      { version_ids: [logo.id, colors.id, card.id, newer.id] },
    ]) {
      expect(await promote(scope), JSON.stringify(scope)).toEqual(nothing);
    }
    expect(await state()).toEqual(before);
  });

  test('a dry run answers as the promotion would, and writes nothing', async () => {
    const { project_id, task, logo, tryToPromote, promote, state, instance } = await waitingProject(vendor);
    const before = await state();
    const keys = await instance.knex('artifact_idempotency_keys').count({ count: '*' });
    const body = { task_id: task, create_documents: true, expect: { 'brand.logo': null }, if_match: 0 };
    const rehearsed = await promote({ ...body, dry_run: true });
    expect(rehearsed).toMatchObject({ dry_run: true, context_version: 1, previous_context_version: 0 });
    expect(rehearsed.promoted).toHaveLength(3);
    expect(rehearsed.documents).toHaveLength(3);
    expect(await state()).toEqual(before);
    expect(await instance.knex('artifact_idempotency_keys').count({ count: '*' })).toEqual(keys);
    expect(refusal(await tryToPromote({ project_id, dry_run: true, if_match: 3 })).status).toBe(409);
    expect(
      refusal(await tryToPromote({ project_id, dry_run: true, expect: { 'brand.logo': logo.id } })).status,
    ).toBe(409);

    const { documents, ...real } = await promote(body);
    expect(rehearsed).toMatchObject({ ...real });
    expect(documents).toHaveLength(3);
  });

  test('expect locks single paths: what is live there must be what the caller thinks', async () => {
    const { logo, colors, card, record, approve, waiting, promote, tryToPromote, state } =
      await waitingProject(vendor);
    await promote({
      version_ids: [logo.id],
      expect: { 'brand.logo': null, 'brand.colors': null, 'no.such': null },
    });
    const newer = await record('brand.logo', 4, waiting);
    await approve(newer);
    const before = await state();
    const wrong = refusal(
      await tryToPromote({
        version_ids: [newer.id],
        expect: { 'brand.logo': null, 'brand.colors': colors.id, 'deliverables.card': null },
      }),
    );
    expect(wrong).toMatchObject({
      status: 409,
      code: 'CONTEXT_VERSION_CONFLICT',
      extensions: {
        expected: { 'brand.logo': null, 'brand.colors': colors.id },
        current: { 'brand.logo': logo.id, 'brand.colors': null },
      },
    });
    expect(await state()).toEqual(before);
    // Other paths may move as they like.
    await promote({ version_ids: [card.id] });
    expect(
      (await promote({ version_ids: [newer.id], expect: { 'brand.logo': logo.id } })).context_version,
    ).toBe(3);
  });

  test('if_match and If-Match are compared before anything else', async () => {
    const { task, project_id, logo, promote, tryToPromote, state } = await waitingProject(vendor);
    await promote({ version_ids: [logo.id] });
    const before = await state();
    const conflict = { code: 'CONTEXT_VERSION_CONFLICT', extensions: { expected: 0, current: 1 } };
    expect(refusal(await tryToPromote({ task_id: task, if_match: 0 }))).toMatchObject({
      status: 409,
      ...conflict,
    });
    for (const header of ['"0"', 'W/"0"']) {
      expect(refusal(await tryToPromote({ project_id }, { 'If-Match': header }))).toMatchObject({
        status: 412,
        ...conflict,
      });
    }
    // Even where there would be nothing to do, or a path does not hold either.
    expect(refusal(await tryToPromote({ version_ids: [logo.id], if_match: 0 }))).toMatchObject({
      status: 409,
      ...conflict,
    });
    expect(
      refusal(await tryToPromote({ project_id, if_match: 0, expect: { 'brand.logo': null } })),
    ).toMatchObject(conflict);
    expect(refusal(await tryToPromote({ project_id, if_match: 1 }, { 'If-Match': '"0"' }))).toMatchObject({
      status: 400,
      field: 'if_match',
    });
    expect(await state()).toEqual(before);
    expect((await promote({ project_id, if_match: 1 }, { 'If-Match': 'W/"1"' })).context_version).toBe(2);
    expect((await promote({ project_id }, { 'If-Match': '*' })).promoted).toEqual([]);
  });

  test('only approved versions of one project can be promoted, and only by who may', async () => {
    const { instance, project_id, task, logo, record, decide, tryToPromote, state, reviewer, agent } =
      await waitingProject(vendor);
    const [pending, rejected] = [await record('pending'), await record('rejected')];
    await decide({ version_id: rejected.id, action: 'reject', reason: 'No' });
    const elsewhere = await waitingProject(vendor);
    const before = await state();
    for (const version of [pending, rejected]) {
      expect(refusal(await tryToPromote({ version_ids: [logo.id, version.id] }))).toMatchObject({
        status: 409,
        code: 'ILLEGAL_TRANSITION',
      });
    }
    expect(refusal(await tryToPromote({ version_ids: [logo.id, elsewhere.logo.id] }))).toMatchObject({
      status: 400,
      field: 'version_ids',
    });
    expect(refusal(await tryToPromote({ version_ids: [logo.id, randomUUID()] }))).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    for (const body of [{}, { task_id: task, project_id }, { version_ids: [] }, { task_id: null }]) {
      expect(refusal(await tryToPromote(body)).status, JSON.stringify(body)).toBe(400);
    }
    // By project takes the right to update projects, which a reviewer has not; by task, to update tasks.
    for (const body of [{ project_id }, { version_ids: [logo.id] }]) {
      expect(refusal(await reviewer.post('/artifacts/promotions', body))).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      });
    }
    expect(await state()).toEqual(before);
    expect((await agent.post('/artifacts/promotions', { task_id: task })).status).toBe(200);
    expect((await readProject(instance, project_id)).context_version).toBe(1);
    const entries = await instance.knex('artifact_approvals').where({ project_id, action: 'promote' });
    expect(entries).toHaveLength(3);
    for (const entry of entries)
      expect(entry).toMatchObject({ actor_type: 'ai', actor_id: instance.agent.id });
  });
});
