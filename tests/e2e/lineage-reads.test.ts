import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import { insertHistory } from '../helpers/long-line.js';
import { createTask, expectData, readVersion } from '../helpers/sample.js';
import { addApiUser } from './support-guards/people.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';
import { flawsOf, readDescription } from './support-openapi/description.js';

interface Lineage {
  version_lineage: string[];
  versions: Version[];
}

interface Graph {
  nodes: Version[];
  edges: { from: string; to: string; kind: string }[];
}

const MISSING = 'ab'.repeat(32);

async function newLine(vendor: Vendor) {
  const project = await newProject(sharedInstance(vendor));
  const { agent, project_id } = project;
  const lineageOf = async (id: string): Promise<Lineage> =>
    expectData(await agent.get<{ data?: Lineage }>(`/artifacts/versions/${id}/lineage`));
  const graphUrl = `/artifacts/lineage?project_id=${String(project_id)}&schema_key=`;
  const graphOf = async (schemaKey: string): Promise<Graph> =>
    expectData(await agent.get<{ data?: Graph }>(`${graphUrl}${schemaKey}`));
  return { ...project, lineageOf, graphOf, graphUrl };
}

const hashesOf = (versions: Version[]) => versions.map((version) => version.content_hash);
const idsOf = (versions: { id: string }[]) => versions.map(({ id }) => id);

describe.each(vendors)('lineage reads on %s', (vendor) => {
  test('the lineage of a version is its first-parent line, root first, whatever else is in the line', async () => {
    const { record, lineageOf } = await newLine(vendor);
    const root = await record('brand.logo', 'A');
    const second = await record('brand.logo', 'B');
    const branch = await record('brand.logo', 'C', { parent_id: root.id });
    const again = await record('brand.logo', 'A', { parent_id: second.id });
    const rows = [root, second, again];
    const { version_lineage, versions } = await lineageOf(again.id);
    expect(version_lineage).toEqual(again.version_lineage);
    expect(version_lineage).toEqual(hashesOf(rows));
    expect(idsOf(versions)).toEqual(idsOf(rows));
    expect(idsOf((await lineageOf(branch.id)).versions)).toEqual([root.id, branch.id]);
    expect(await lineageOf(root.id)).toMatchObject({
      version_lineage: [root.content_hash],
      versions: [{ id: root.id, lineage_depth: 0 }],
    });
  });

  test('a summary is what the version itself shows, without its value and its window', async () => {
    const { instance, project_id, record, approve, lineageOf, graphOf } = await newLine(vendor);
    const task = await createTask(instance, project_id);
    const first = await record('brand.logo', 1, { summary: 'The first', source_task_id: task });
    await approve(first);
    const second = await record('brand.logo', 2);
    const shown = (await lineageOf(second.id)).versions;
    expect((await graphOf('brand.logo')).nodes).toEqual(shown);
    for (const [index, { id }] of [first, second].entries()) {
      const whole = await readVersion(instance, id);
      expect(whole).toMatchObject(shown[index]!);
      expect(Object.keys(shown[index]!)).not.toEqual(expect.arrayContaining(['value']));
    }
    expect(Object.keys(shown[0]!).sort()).toEqual(
      [
        ...['id', 'version_number', 'status', 'content_hash', 'parent_id', 'parent_hash', 'merge_parent_id'],
        ...['change_origin', 'lineage_depth', 'generation', 'summary', 'source_task_id', 'execution_id'],
        ...['approved_at', 'promoted_context_version', 'retired_context_version'],
        ...['date_created', 'user_created'],
      ].sort(),
    );
    expect(shown[0]).toMatchObject({ status: 'approved', summary: 'The first', source_task_id: task });
  });

  test('an orphan’s missing parent has a hash in the lineage, and no version', async () => {
    const { record, lineageOf, graphOf } = await newLine(vendor);
    const orphan = await record('brand.logo', 'O', { parent_hash: MISSING, allow_orphan: true });
    const child = await record('brand.logo', 'C');
    const { version_lineage, versions } = await lineageOf(child.id);
    expect(version_lineage).toEqual([MISSING, orphan.content_hash, child.content_hash]);
    expect(idsOf(versions)).toEqual([orphan.id, child.id]);
    expect((await graphOf('brand.logo')).edges).toEqual([{ from: orphan.id, to: child.id, kind: 'parent' }]);
  });

  test('the graph has every version, oldest first, and an edge from either parent', async () => {
    const { instance, project_id, graphOf, lineageOf } = await newLine(vendor);
    const ids = await insertHistory(instance.knex, { projectId: project_id, schemaKey: 'brand.logo' }, [
      { parent: null, mergeParent: null },
      { parent: 0, mergeParent: null },
      { parent: 0, mergeParent: null },
      { parent: 1, mergeParent: 2 },
      { parent: 2, mergeParent: 1 },
      { parent: null, mergeParent: null },
    ]);
    await insertHistory(instance.knex, { projectId: project_id, schemaKey: 'brand.logo.other' }, [
      { parent: null, mergeParent: null },
    ]);
    const { nodes, edges } = await graphOf('brand.logo');
    expect(idsOf(nodes)).toEqual(ids);
    expect(nodes.map(({ version_number, generation }) => [version_number, generation])).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 3],
      [5, 3],
      [6, 1],
    ]);
    const edge = (from: number, to: number, kind: string) => ({ from: ids[from], to: ids[to], kind });
    expect(edges).toEqual([
      edge(0, 1, 'parent'),
      edge(0, 2, 'parent'),
      edge(1, 3, 'parent'),
      edge(2, 3, 'merge'),
      edge(2, 4, 'parent'),
      edge(1, 4, 'merge'),
    ]);
    // Only ours: what was merged in is not on the first-parent line.
    expect(idsOf((await lineageOf(ids[4]!)).versions)).toEqual([ids[0], ids[2], ids[4]]);
  });

  test('a line without versions has an empty graph, if its project may be read', async () => {
    const { agent, graphOf } = await newLine(vendor);
    expect(await graphOf('never.recorded')).toEqual({ nodes: [], edges: [] });
    for (const project of [randomUUID(), 'no-such-project'])
      expect(refusal(await agent.get(`/artifacts/lineage?project_id=${project}&schema_key=a`))).toMatchObject(
        { status: 403, code: 'FORBIDDEN' },
      );
  });

  test('what is missing, unreadable or wrong is refused, and says which field', async () => {
    const { instance, admin, agent, record, graphUrl } = await newLine(vendor);
    const version = await record('brand.logo');
    const lineageUrl = `/artifacts/versions/${version.id}/lineage`;
    const unknown = `/artifacts/versions/${randomUUID()}/lineage`;
    for (const api of [agent, admin]) {
      expect(refusal(await api.get(unknown))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    const grants = { projects: ['read'] } satisfies Parameters<typeof addApiUser>[1];
    const powerless = as(instance.url, (await addApiUser(instance, grants)).token);
    for (const api of [as(instance.url, null), powerless])
      for (const path of [lineageUrl, unknown, `${graphUrl}brand.logo`, `${graphUrl}never.recorded`])
        expect(refusal(await api.get(path)), path).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const wrong: [string, string][] = [
      ['/artifacts/versions/latest/lineage', 'id'],
      [`${lineageUrl}?depth=3`, 'depth'],
      ['/artifacts/lineage?schema_key=a', 'project_id'],
      [graphUrl.replace('&schema_key=', ''), 'schema_key'],
      [`${graphUrl}${'a'.repeat(256)}`, 'schema_key'],
      [`${graphUrl}a&limit=1`, 'limit'],
    ];
    for (const [path, field] of wrong)
      expect(refusal(await agent.get(path)), path).toMatchObject({
        status: 400,
        code: 'INVALID_PAYLOAD',
        field,
      });
  });

  test('the answers are as the description says', async () => {
    const { instance, agent, record, approve, graphUrl } = await newLine(vendor);
    const description = await readDescription(instance);
    await record('brand.logo', 'O', { parent_hash: MISSING, allow_orphan: true });
    const child = await record('brand.logo', 'C');
    await approve(child);
    const answers = {
      'get /artifacts/versions/{id}/lineage': `/artifacts/versions/${child.id}/lineage`,
      'get /artifacts/lineage': `${graphUrl}brand.logo`,
    };
    for (const [route, path] of Object.entries(answers)) {
      const reply = await agent.get(path);
      expect(reply.status, route).toBe(200);
      expect(flawsOf(description, route, reply), route).toEqual([]);
    }
  });
});
