import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import { tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';
import { approving, newProject } from './support-http/new-project.js';
import { lineageRows, walkFlaws } from './support-lineage/plain-walk.js';
import { asked, expectedPlaces, longHistory, wildHistory } from './support-lineage/random-script.js';

describe.each(vendors)('lineage of equal contents on %s', (vendor) => {
  test('A → B → A in one line: three rows, and the doubled hash means its newest row', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, record, approve } = await newProject(instance);
    const first = await record('logo', 'A');
    const second = await record('logo', 'B');
    const third = await record('logo', 'A');
    expect(third.content_hash).toBe(first.content_hash);
    await approve(first);
    const parent_hash = first.content_hash!;
    const next = await record('logo', 'C', { parent_hash });
    expect(next).toMatchObject({ parent_id: third.id, lineage_depth: 3 });
    expect(await record('logo', 'D', { parent_hash, parent_id: first.id })).toMatchObject({
      parent_id: first.id,
      lineage_depth: 1,
    });
    // Back and forth again: from the approved A to B, whose hash doubles too.
    const again = await record('logo', 'B');
    expect(again).toMatchObject({ parent_id: first.id, lineage_depth: 1 });
    expect(await record('logo', 'E', { parent_hash: second.content_hash! })).toMatchObject({
      parent_id: again.id,
    });
    expect(walkFlaws(await lineageRows(instance, project_id))).toEqual([]);
  });

  test('equal content in two projects has equal hashes, and lineages that know nothing of each other', async () => {
    const instance = sharedInstance(vendor);
    const [one, other] = [await newProject(instance), await newProject(instance)];
    const ours: Version[] = [];
    const theirs: Version[] = [];
    for (const value of ['A', 'B', 'C']) {
      ours.push(await one.record('logo', value));
      theirs.push(await other.record('logo', value));
    }
    expect(ours.map(({ version_lineage }) => version_lineage)).toEqual(
      theirs.map(({ version_lineage }) => version_lineage),
    );
    const parent_hash = ours[0]!.content_hash!;
    expect((await one.record('logo', 'D', { parent_hash })).parent_id).toBe(ours[0]!.id);
    expect((await other.record('logo', 'D', { parent_hash })).parent_id).toBe(theirs[0]!.id);
    for (const { project_id } of [one, other]) {
      const rows = await lineageRows(instance, project_id);
      const own = new Set(rows.map(({ id }) => id));
      expect(rows.flatMap((row) => row.parent_id ?? row.id).every((id) => own.has(id))).toBe(true);
      expect(walkFlaws(rows)).toEqual([]);
    }
  });
});

describe.each(vendors)('lineage of many versions in one request on %s', (vendor) => {
  test('the window’s start is found beside its twin, though the parents are not stored yet', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, agent, record } = await newProject(instance);
    await record('line', 0);
    const first = await record('line', 1);
    // Two children of one version with equal content: only the second is an ancestor of what follows.
    await record('line', 2);
    const second = await record('line', 2, { parent_id: first.id });
    let value = 2;
    for (let batch = 0; batch < 3; batch++) {
      const inputs = times(90).map(() => ({ project_id, schema_key: 'line', value: ++value }));
      expectData(await agent.post('/artifacts/versions', inputs));
    }
    const rows = await lineageRows(instance, project_id);
    expect(rows.find((row) => row.lineage_depth === 257)?.lineage_jump_id).toBe(second.id);
    expect(walkFlaws(rows)).toEqual([]);
  });
});

describe.each(vendors)('lineage under concurrency on %s', (vendor) => {
  test('recording on a parent while it is superseded: both succeed and the lineage is right, 30 times', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, agent, record, approve, ask } = await newProject(instance);
    for (const round of times(30)) {
      const line = { project_id, schema_key: `round.r${round}` };
      const first = await record(line.schema_key, { first: round });
      await approve(first);
      const second = await record(line.schema_key, { second: round });
      const post = (more: object) =>
        agent.post<{ data?: Version }>('/artifacts/versions', { ...line, ...more });
      // Both orders of arrival: who is sent first mostly wins.
      const approval = round % 2 === 0 ? ask([approving(second)]) : null;
      const replies = await Promise.all([
        post({ value: { named: 'by id' }, parent_id: first.id }),
        post({ value: { named: 'by hash' }, parent_hash: first.content_hash }),
        post({ value: { named: 'by default' } }),
        approval ?? ask([approving(second)]),
      ]);
      expect(tally(replies)).toEqual({ '200': 1, '201': 3 });
      const [byId, byHash, byDefault] = replies.slice(0, 3).map((reply) => expectData(reply) as Version);
      for (const named of [byId!, byHash!]) {
        expect(named).toMatchObject({ parent_id: first.id, lineage_depth: 1, generation: 2 });
        expect(named.version_lineage).toEqual([first.content_hash, named.content_hash]);
      }
      // The one approved at that moment: the old one or the new one.
      expect([first.id, second.id]).toContain(byDefault!.parent_id);
      const statuses: { status: string }[] = await instance
        .knex('artifact_versions')
        .select('status')
        .where(line)
        .orderBy('version_number');
      expect(statuses.map(({ status }) => status)).toEqual([
        'superseded',
        'approved',
        ...times(3).map(() => 'pending'),
      ]);
    }
    const rows = await lineageRows(instance, project_id);
    expect(rows).toHaveLength(150);
    expect(walkFlaws(rows)).toEqual([]);
    expect(await violationsIn(instance, project_id)).toEqual([]);
  });

  test('50 concurrent records on one line: numbers 1..50, each where its parent_id or parent_hash says', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, agent, reviewer, record } = await newProject(instance);
    const root = await record('logo', { root: true });
    const named = [{}, { parent_id: root.id }, { parent_hash: root.content_hash }];
    const replies = await Promise.all(
      times(49).map((index) => {
        const fields = { project_id, schema_key: 'logo', value: { index }, ...named[index % 3] };
        const api = index % 2 === 0 ? agent : reviewer;
        return api.post(index % 5 === 0 ? '/items/artifact_versions' : '/artifacts/versions', fields);
      }),
    );
    expect(tally(replies)).toEqual({ '200': 10, '201': 39 });
    const rows = await lineageRows(instance, project_id);
    expect(rows.map((row) => row.version_number)).toEqual(times(50).map((index) => index + 1));
    const values: { value: unknown }[] = await instance
      .knex('artifact_versions')
      .select('value')
      .where({ project_id })
      .orderBy('version_number');
    for (const [place, { value }] of values.entries()) {
      if (place === 0) continue;
      const { index } = (typeof value === 'string' ? JSON.parse(value) : value) as { index: number };
      const parent = index % 3 === 0 ? rows[place - 1]! : rows[0]!;
      expect(rows[place]!.parent_id, `#${place + 1}`).toBe(parent.id);
    }
    expect(walkFlaws(rows)).toEqual([]);
    expect(await violationsIn(instance, project_id)).toEqual([]);
  });
});

describe.each(vendors)('lineage of random histories on %s', (vendor) => {
  test.each([
    ['any parents, orphans, deployments, approvals and contents', wildHistory],
    ['one after the other, far deeper than the window', longHistory],
  ])('%s: what is stored is what a plain walk finds', async (name, requests) => {
    const instance = sharedInstance(vendor);
    const { project_id, agent, approve } = await newProject(instance);
    const seed = Math.floor(Math.random() * 2 ** 31);
    const [history = []] = fc.sample(requests, { numRuns: 1, seed });
    const recorded: Version[] = [];
    for (const { batch, approve: chosen } of history) {
      const request = batch.map((step) => asked(step, recorded));
      const answered = expectData(
        await agent.post<{ data?: (Version & { unchanged?: true })[] }>(
          '/artifacts/versions',
          request.map((fields) => ({ project_id, schema_key: 'line', ...fields })),
        ),
      );
      const places = answered.map(({ id, parent_id, unchanged = false }) => ({
        parent: unchanged ? id : parent_id,
        unchanged,
      }));
      const ids = answered.map(({ id }) => id);
      expect(places, `seed ${seed}`).toEqual(expectedPlaces(request, ids, recorded));
      recorded.push(...answered.filter(({ unchanged }) => unchanged !== true));
      const next = recorded[(chosen ?? 0) % recorded.length]!;
      if (chosen === null || next.status !== 'pending') continue;
      await approve(next);
      for (const version of recorded) if (version.status === 'approved') version.status = 'superseded';
      next.status = 'approved';
    }
    const rows = await lineageRows(instance, project_id);
    expect(rows.map(({ id }) => id)).toEqual(recorded.map(({ id }) => id));
    expect(walkFlaws(rows), `seed ${seed}`).toEqual([]);
    // The history was worth the walk.
    expect(rows.length).toBeGreaterThan(100);
    const deepest = Math.max(...rows.map((row) => row.lineage_depth));
    if (name.includes('window')) expect(deepest).toBeGreaterThan(256);
  });
});
