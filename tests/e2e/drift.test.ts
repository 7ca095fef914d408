import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, Version } from '../../src/domain/words.js';
import { vendors } from '../helpers/instance.js';
import { createTask, finishTask } from '../helpers/sample.js';
import { approveAll } from './support-concurrency/race.js';
import { compared, driftingProject, hash } from './support-lineage/drifting-project.js';
import type { Drift } from './support-lineage/drifting-project.js';
import { insertVersions, versionRow } from './support-lineage/insert-versions.js';
import { expectedDrift, history } from './support-lineage/random-history.js';

describe.each(vendors)('drift on %s', (vendor) => {
  test('every state comes about by recording and approving, and names what was compared', async () => {
    const { deploy, modify, record, drift, decide, project_id } = await driftingProject(vendor);
    const expected: Drift['keys'] = {};
    const expectAt = async (
      key: string,
      state: string,
      sides: { upstream: Json; deployed?: Json; edited?: Json },
    ): Promise<void> => {
      const base = 'deployed' in sides ? await deploy(key, sides.deployed ?? null) : null;
      const ours = 'edited' in sides ? await modify(key, sides.edited ?? null) : base;
      expected[key] = {
        schema_key: key,
        state,
        ours: ours && compared(ours),
        base: base && compared(base),
        upstream: sides.upstream === null ? null : hash(sides.upstream),
      };
    };
    await expectAt('same', 'unchanged', { deployed: 'A', upstream: 'A' });
    await expectAt('both.equally', 'unchanged', { deployed: 'A', edited: 'B', upstream: 'B' });
    await expectAt('both.nothing', 'unchanged', { upstream: null });
    await expectAt('theirs', 'outdated', { deployed: 'A', upstream: 'B' });
    await expectAt('edited.back', 'outdated', { deployed: 'A', edited: 'A', upstream: 'B' });
    await expectAt('ours', 'modified', { deployed: 'A', edited: 'B', upstream: 'A' });
    await expectAt('both.differently', 'conflict', { deployed: 'A', edited: 'B', upstream: 'C' });
    await expectAt('edited.gone', 'conflict', { deployed: 'A', edited: 'B', upstream: null });
    await expectAt('unrelated', 'conflict', { edited: 'A', upstream: 'B' });
    await expectAt('new.there', 'added', { upstream: 'A' });
    await expectAt('gone', 'removed', { deployed: 'A', upstream: null });
    await expectAt('new.pending', 'added', { upstream: 'A' });
    await record('new.pending', 'A');
    await expectAt('new.withdrawn', 'added', { upstream: 'A' });
    const withdrawn = await deploy('new.withdrawn', 'A');
    await decide({ version_id: withdrawn.id, action: 'revoke', reason: 'No' });
    // A project that has a line more than it was asked about says nothing of it.
    await deploy('not.asked', 'A');

    const upstream = Object.fromEntries(
      Object.entries(expected).map(([key, one]) => [key, one.upstream as string | null]),
    );
    const found = await drift(upstream);
    expect(found.keys).toEqual(expected);
    expect(Object.keys(found).sort()).toEqual(['context_version', 'keys', 'project_id']);
    expect(found.project_id).toBe(project_id);
    expect(await drift({})).toMatchObject({ keys: {} });
  });

  test('ours is what is live, and the approved version only where nothing is live', async () => {
    const { instance, project_id, deploy, modify, drift, reviewer } = await driftingProject(vendor);
    const [first, second] = [await createTask(instance, project_id), await createTask(instance, project_id)];
    const ours = async (): Promise<number | undefined> =>
      (await drift({ logo: hash('A') })).keys['logo']?.ours?.version_number;
    await deploy('logo', 'A', { source_task_id: first });
    expect(await ours()).toBe(1);
    await finishTask(reviewer, first);
    await modify('logo', 'B', { source_task_id: second });
    expect(await ours()).toBe(1);
    expect((await drift({ logo: hash('A') })).keys['logo']?.state).toBe('unchanged');
    const before = await drift({ logo: hash('A') });
    await finishTask(reviewer, second);
    const after = await drift({ logo: hash('A') });
    expect(after.keys['logo']).toMatchObject({ state: 'modified', ours: { version_number: 2 } });
    expect([before.context_version, after.context_version]).toEqual([1, 2]);
  });

  test('the base is the nearest deployment or sync, however many modifications lie between', async () => {
    const { deploy, sync, modify, at } = await driftingProject(vendor);
    await deploy('logo', 'A');
    for (const value of ['B', 'C', 'D']) await modify('logo', value);
    expect(await at('logo', hash('A'))).toEqual(['modified', 1]);
    expect(await at('logo', hash('C'))).toEqual(['conflict', 1]);
    await sync('logo', 'E');
    expect(await at('logo', hash('E'))).toEqual(['unchanged', 5]);
    expect(await at('logo', hash('A'))).toEqual(['outdated', 5]);
    for (const value of ['F', 'G']) await modify('logo', value);
    expect(await at('logo', hash('E'))).toEqual(['modified', 5]);
    expect(await at('logo', hash('A'))).toEqual(['conflict', 5]);
    // A deployment starts anew: what was before it is nobody's base any more.
    await deploy('logo', 'H');
    await modify('logo', 'I');
    expect(await at('logo', hash('H'))).toEqual(['modified', 8]);
    // A version nobody decided on is an ancestor as good as any.
    const { record, approve, deploy: other, at: atOther } = await driftingProject(vendor);
    await other('logo', 'A');
    const taken = await record('logo', 'B', { change_origin: 'sync' });
    await approve(await record('logo', 'C', { change_origin: 'local_modification', parent_id: taken.id }));
    expect(await atOther('logo', hash('B'))).toEqual(['modified', 2]);
  });

  test('after a merge the base is on either side of it, never the merge itself', async () => {
    const { instance, project_id, deploy, record, modify, approve, at } = await driftingProject(vendor);
    const root = await deploy('logo', 'A');
    const ours = await record('logo', 'B', { change_origin: 'local_modification' });
    const theirs = await record('logo', 'C', { change_origin: 'sync' });
    expect([ours.parent_id, theirs.parent_id]).toEqual([root.id, root.id]);
    const merge = (value: Json, version_number: number, change_origin: string, parents: Version[]) =>
      versionRow(value, {
        project_id,
        schema_key: 'logo',
        version_number,
        change_origin,
        parent_id: parents[0]!.id,
        merge_parent_id: parents[1]!.id,
        generation: 3,
      });
    const merged = merge('D', 4, 'local_modification', [ours, theirs]);
    await insertVersions(instance, [merged]);
    await approve({ ...root, id: merged.id });
    expect(await at('logo', hash('C'))).toEqual(['modified', 3]);
    expect(await at('logo', hash('D'))).toEqual(['unchanged', 3]);
    expect(await at('logo', hash('A'))).toEqual(['conflict', 3]);
    await modify('logo', 'E');
    expect(await at('logo', hash('C'))).toEqual(['modified', 3]);

    // Two syncs of one generation: the later one. And a merge that calls itself a sync is a merge all the same.
    const later = await record('logo', 'F', { change_origin: 'sync', parent_id: root.id });
    const second = merge('G', 7, 'sync', [theirs, later]);
    await insertVersions(instance, [second]);
    await approve({ ...root, id: second.id });
    expect(await at('logo', hash('F'))).toEqual(['modified', later.version_number]);
    expect(await at('logo', hash('C'))).toEqual(['conflict', later.version_number]);
  });

  test('a version from before this system is no base: nobody knows where it came from', async () => {
    const { instance, project_id, record, approve, at, modify } = await driftingProject(vendor);
    const old = versionRow('A', {
      project_id,
      schema_key: 'logo',
      version_number: 1,
      content_hash: null,
    });
    await insertVersions(instance, [old]);
    const own = await record('logo', 'B', { change_origin: 'local_modification', parent_id: old.id });
    expect(own.parent_hash).toBe(hash('A'));
    await approve(own);
    expect(await at('logo', hash('B'))).toEqual(['unchanged', null]);
    expect(await at('logo', hash('A'))).toEqual(['conflict', null]);
    expect(await at('logo', null)).toEqual(['conflict', null]);
    await approve({ ...own, id: old.id });
    expect(await at('logo', hash('A'))).toEqual(['unchanged', null]);
    expect(await at('logo', hash('B'))).toEqual(['conflict', null]);
    // It does not hide what lies before it.
    const root = versionRow('A', {
      project_id,
      schema_key: 'icon',
      version_number: 1,
      change_origin: 'deployment',
      generation: 1,
    });
    const child = versionRow('B', {
      project_id,
      schema_key: 'icon',
      version_number: 2,
      parent_id: root.id,
    });
    await insertVersions(instance, [root, child]);
    await modify('icon', 'C', { parent_id: child.id });
    expect(await at('icon', hash('A'))).toEqual(['modified', 1]);
  });

  test('base and state are right for every line of random histories with merges', async () => {
    const { instance, project_id, admin, drift } = await driftingProject(vendor);
    const seed = Math.floor(Math.random() * 2 ** 31);
    const lines = fc.sample(history, { numRuns: 150, seed }).map(({ nodes, upstream }, index) => {
      const line = { project_id, schema_key: `line.n${index}` };
      const ids = nodes.map(() => randomUUID());
      const rows = nodes.map((node, number) =>
        versionRow(node.value, {
          ...line,
          id: ids[number]!,
          version_number: number + 1,
          change_origin: node.change_origin,
          parent_id: ids[node.parents[0] ?? -1] ?? null,
          merge_parent_id: ids[node.parents[1] ?? -1] ?? null,
          generation: node.generation,
        }),
      );
      return { ...line, nodes, rows, upstream: upstream === null ? null : hash(upstream) };
    });
    await insertVersions(
      instance,
      lines.flatMap(({ rows }) => rows),
    );
    const newest = lines.map(({ rows }) => ({ id: rows.at(-1)!.id }) as Version);
    await approveAll(admin, newest);
    const found = await drift(Object.fromEntries(lines.map((line) => [line.schema_key, line.upstream])));
    for (const { schema_key, nodes, upstream } of lines) {
      const { state, base, ours } = found.keys[schema_key]!;
      const summary = { state, base: base?.version_number ?? null, ours: ours?.version_number };
      expect(summary, `seed ${seed}: ${JSON.stringify({ nodes, upstream })}`).toEqual({
        ...expectedDrift(nodes, upstream, hash),
        ours: nodes.length,
      });
    }
    const states = new Set(Object.values(found.keys).map(({ state }) => state));
    expect([...states].sort()).toEqual(['conflict', 'modified', 'outdated', 'removed', 'unchanged']);
  });
});
