import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import { expectedHash } from './support-http/content-hash.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';
import { lineageRows, walkFlaws } from './support-lineage/plain-walk.js';

/** One artifact, with the three operations that the seed names. */
async function newArtifact(vendor: Vendor) {
  const project = await newProject(sharedInstance(vendor));
  const { record, agent } = project;
  const by =
    (change_origin: string) =>
    (value: string, more: object = {}): Promise<Version> =>
      record('artifact', value, { change_origin, ...more });
  const ancestor = async (a: Version, b: Version): Promise<{ ancestor: Version | null; all: Version[] }> => {
    const url = `/artifacts/common-ancestor?a=${a.id}&b=${b.id}`;
    return expectData(await agent.get<{ data?: { ancestor: Version | null; all: Version[] } }>(url));
  };
  const check = async (): Promise<void> =>
    expect(walkFlaws(await lineageRows(project.instance, project.project_id))).toEqual([]);
  return {
    ...project,
    deploy: by('deployment'),
    sync: by('sync'),
    modify: by('local_modification'),
    ancestor,
    check,
  };
}

const lineage = (...values: string[]): string[] => values.map((value) => expectedHash(value));

describe.each(vendors)('the seed’s test cases of version chains (TASK-2.7) on %s', (vendor) => {
  test("1. Deploy artifact → parent=NULL, change_origin='deployment'", async () => {
    const { deploy, check } = await newArtifact(vendor);
    expect(await deploy('A')).toMatchObject({
      parent_id: null,
      parent_hash: null,
      change_origin: 'deployment',
      version_lineage: lineage('A'),
      lineage_depth: 0,
    });
    await check();
  });

  test("2. Sync artifact → parent=previous, change_origin='sync'", async () => {
    const { deploy, sync, check } = await newArtifact(vendor);
    const deployed = await deploy('A');
    expect(await sync('B')).toMatchObject({
      parent_id: deployed.id,
      parent_hash: deployed.content_hash,
      change_origin: 'sync',
      version_lineage: lineage('A', 'B'),
      lineage_depth: 1,
    });
    await check();
  });

  test("3. Local modification → parent=previous, change_origin='local_modification'", async () => {
    const { deploy, modify, check } = await newArtifact(vendor);
    const deployed = await deploy('A');
    expect(await modify('B')).toMatchObject({
      parent_id: deployed.id,
      parent_hash: deployed.content_hash,
      change_origin: 'local_modification',
      version_lineage: lineage('A', 'B'),
      lineage_depth: 1,
    });
    await check();
  });

  test('4. Version lineage builds correctly (3+ versions)', async () => {
    const { deploy, sync, modify, check } = await newArtifact(vendor);
    const versions = [await deploy('A'), await modify('B'), await sync('C'), await modify('D')];
    expect(versions.map((version) => version.version_lineage)).toEqual([
      lineage('A'),
      lineage('A', 'B'),
      lineage('A', 'B', 'C'),
      lineage('A', 'B', 'C', 'D'),
    ]);
    expect(versions.map((version) => version.lineage_depth)).toEqual([0, 1, 2, 3]);
    expect(versions.map((version) => version.parent_id)).toEqual([
      null,
      ...versions.slice(0, -1).map(({ id }) => id),
    ]);
    await check();
  });

  test('5. Version chain traversal works (find common ancestor)', async () => {
    const { deploy, sync, modify, ancestor } = await newArtifact(vendor);
    const root = await deploy('A');
    const fork = await sync('B');
    const ours = await modify('C', { parent_id: fork.id });
    const theirs = await sync('D', { parent_id: fork.id });
    const later = await modify('E', { parent_id: theirs.id });
    for (const [a, b, common] of [
      [ours, theirs, fork],
      [later, ours, fork],
      [later, theirs, theirs],
      [root, later, root],
      [fork, fork, fork],
    ] as const) {
      const found = await ancestor(a, b);
      expect(found.ancestor).toMatchObject({ id: common.id, content_hash: common.content_hash });
      expect(found.all.map(({ id }) => id)).toEqual([common.id]);
    }
    const anew = await deploy('F');
    expect(await ancestor(anew, later)).toEqual({ ancestor: null, all: [] });
  });

  test('edge case, orphaned versions: recorded on request, below a root that has no row', async () => {
    const { agent, project_id, deploy, sync, modify, ancestor, check } = await newArtifact(vendor);
    const deployed = await deploy('A');
    const [lost = ''] = lineage('never recorded');
    const input = { project_id, schema_key: 'artifact', value: 'B', parent_hash: lost };
    expect(refusal(await agent.post('/artifacts/versions', input))).toMatchObject({
      status: 422,
      code: 'PARENT_NOT_FOUND',
    });
    const orphan = await sync('B', { parent_hash: lost, allow_orphan: true });
    expect(orphan).toMatchObject({
      version_number: 2,
      parent_id: null,
      parent_hash: lost,
      version_lineage: [lost, ...lineage('B')],
      lineage_depth: 1,
      generation: 1,
    });
    const child = await modify('C');
    expect(child).toMatchObject({
      parent_id: orphan.id,
      version_lineage: [lost, ...lineage('B', 'C')],
      lineage_depth: 2,
    });
    expect((await ancestor(child, deployed)).ancestor).toBeNull();
    expect((await ancestor(child, orphan)).ancestor).toMatchObject({ id: orphan.id });
    // Two orphans of the same lost parent: what they share is not here to be found.
    const sibling = await sync('D', { parent_hash: lost, allow_orphan: true });
    expect((await ancestor(sibling, orphan)).ancestor).toBeNull();
    // The lost content arriving later is a version of its own, and does not become the orphan's parent.
    const arrived = await deploy('never recorded');
    expect(arrived.content_hash).toBe(lost);
    await check();
    expect(await sync('E', { parent_hash: lost })).toMatchObject({ parent_id: arrived.id, lineage_depth: 1 });
    await check();
  });

  test('edge case, cycles: content that comes back repeats hashes, and every walk ends', async () => {
    const { instance, project_id, deploy, modify, ancestor, check } = await newArtifact(vendor);
    const versions = [await deploy('A')];
    for (const value of ['B', 'A', 'B', 'A']) versions.push(await modify(value));
    expect(versions.map((version) => version.version_lineage).at(-1)).toEqual(
      lineage('A', 'B', 'A', 'B', 'A'),
    );
    expect(new Set(versions.map(({ id }) => id)).size).toBe(5);
    expect((await lineageRows(instance, project_id)).map((row) => row.lineage_depth)).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect((await ancestor(versions[4]!, versions[0]!)).ancestor).toMatchObject({ id: versions[0]!.id });
    await check();
  });
});
