import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commonAncestors } from '../../src/commands/find-common-ancestor.js';
import { readVersions } from '../../src/store/versions.js';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { growLine, insertHistory } from '../helpers/long-line.js';
import { randomHistory } from '../helpers/random-history.js';
import { createProject } from '../helpers/sample.js';
import { behindTheGuards } from './support-http/behind-the-guards.js';
import { brokenIn, violationsOf } from './support-invariants/health.js';

describe.each(vendors)('lineage that somebody has damaged behind the guards on %s', (vendor) => {
  let instance: OwnInstance;

  // Not the shared one: its deep check is to find nothing.
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });

  afterAll(() => instance.stop());

  test('is the only lineage that breaks an invariant: lines grown by SQL are as recording makes them', async () => {
    const { knex } = instance;
    const projectId = await createProject(instance);
    const line = { projectId, schemaKey: 'grown' };
    const ids = await growLine(knex, { ...line, count: 300 });
    await growLine(knex, { ...line, from: ids[280]!, mergeFrom: ids[299]!, count: 5 });
    await growLine(knex, { ...line, value: () => 'equal', count: 260 });
    await insertHistory(knex, { projectId, schemaKey: 'history' }, randomHistory(4, 60));
    expect(await violationsOf(instance, projectId)).toEqual([]);
  });

  test('a circle of parents ends every search', async () => {
    const { knex } = instance;
    const line = { projectId: await createProject(instance), schemaKey: 'circle' };
    const ids = await growLine(knex, { ...line, count: 300 });
    const branch = await growLine(knex, { ...line, from: ids[100]!, count: 30 });
    await behindTheGuards(
      instance,
      async (trx) => {
        const root = { parent_id: ids[200]!, lineage_depth: 300, lineage_jump_id: ids[250]! };
        await trx('artifact_versions').where({ id: ids[0]! }).update(root);
      },
      'artifact_versions',
    );
    expect(await brokenIn(instance, line.projectId)).toEqual(['I8']);
    const agent = as(instance.url, instance.agent.token);
    for (const [one, other] of [
      [ids.at(-1)!, branch.at(-1)!],
      [ids[0]!, branch[0]!],
      [ids[0]!, ids[250]!],
    ] as const) {
      const found = await readVersions(knex, [one, other]);
      const ancestors = await commonAncestors(knex, found[0]!, found[1]!);
      for (const id of ancestors) expect([...ids, ...branch]).toContain(id);
      const reply = await agent.get(`/artifacts/common-ancestor?a=${one}&b=${other}`);
      expect(reply.status).toBe(200);
      // Not all ancestors can be earlier versions: what cannot be answered is refused.
      expect((await agent.get(`/artifacts/versions/${one}/lineage`)).status).toBe(403);
    }
    const url = `/artifacts/lineage?project_id=${String(line.projectId)}&schema_key=circle`;
    const graph = await agent.get<{ data: { nodes: unknown[]; edges: unknown[] } }>(url);
    expect(graph.body.data.nodes).toHaveLength(330);
    expect(graph.body.data.edges).toHaveLength(330);
  });
});
