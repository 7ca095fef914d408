import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { growLine } from '../helpers/long-line.js';
import { createProject, expectData } from '../helpers/sample.js';

const DEPTH = 10_000;

describe.each(vendors)('a line of 10,000 versions on %s', (vendor) => {
  let instance: OwnInstance;
  let agent: Api;
  let projectId: Key;
  let ids: string[];

  beforeAll(async () => {
    // Directus prints every query then.
    instance = await startInstance({ vendor, env: { LOG_LEVEL: 'trace', ARTIFACTS_NOTIFICATIONS: 'off' } });
    agent = as(instance.url, instance.agent.token);
    projectId = await createProject(instance);
    ids = await growLine(instance.knex, { projectId, schemaKey: 'deep.line', count: DEPTH });
  });

  afterAll(() => instance.stop());

  /** The queries on versions that the server printed while it answered one request. */
  async function queriesOf(request: () => Promise<unknown>): Promise<string[]> {
    const before = instance.logs().length;
    await request();
    // Its answer is printed after all of its queries.
    await expect.poll(() => instance.logs().slice(before)).toMatch(/GET \/artifacts\/\S+ 200/);
    const queries =
      instance
        .logs()
        .slice(before)
        .match(/\d+ms\] .*/g) ?? [];
    return queries.filter((query) => query.includes('artifact_versions'));
  }

  test('answers the lineage of its newest version whole, in order, in few queries', async () => {
    const path = `/artifacts/versions/${ids.at(-1)!}/lineage`;
    const rows: { content_hash: string }[] = await instance
      .knex('artifact_versions')
      .select('content_hash')
      .where({ project_id: projectId })
      .orderBy('version_number');
    const expected = rows.map((row) => row.content_hash);
    expect(new Set(expected).size).toBe(DEPTH);
    const queries = await queriesOf(async () => {
      const lineage = expectData(
        await agent.get<{ data?: { version_lineage: string[]; versions: Version[] } }>(path),
      );
      expect(lineage.version_lineage).toEqual(expected);
      expect(lineage.versions.map(({ id }) => id)).toEqual(ids);
      expect(lineage.versions.map((version) => version.lineage_depth)).toEqual(ids.map((_, index) => index));
    });
    expect(queries.length).toBeGreaterThan(0);
    expect(queries.length).toBeLessThanOrEqual(5);
  });

  test('answers its graph in few queries', async () => {
    const path = `/artifacts/lineage?project_id=${String(projectId)}&schema_key=deep.line`;
    const queries = await queriesOf(async () => {
      const graph = expectData(
        await agent.get<{ data?: { nodes: Version[]; edges: { from: string; to: string }[] } }>(path),
      );
      expect(graph.nodes.map(({ id }) => id)).toEqual(ids);
      expect(graph.edges.map(({ from, to }) => [from, to])).toEqual(
        ids.slice(1).map((id, index) => [ids[index], id]),
      );
    });
    expect(queries.length).toBeGreaterThan(0);
    expect(queries.length).toBeLessThanOrEqual(5);
  });

  test('stores no more than 20 kB of it in any version', async () => {
    const { knex } = instance;
    const size: { bytes: number | string }[] = await knex('artifact_versions')
      .select(knex.raw('MAX(LENGTH(CAST(?? AS TEXT))) AS bytes', ['version_lineage']))
      .where({ project_id: projectId });
    const bytes = Number(size[0]?.bytes);
    // 256 hashes of 64 characters, with quotes and commas.
    expect(bytes).toBeGreaterThan(256 * 64);
    expect(bytes).toBeLessThanOrEqual(20_000);
  });

  test('goes on when it is recorded on: the next version is as deep as it should be', async () => {
    const recorded = expectData(
      await agent.post<{ data?: Version }>('/artifacts/versions', {
        project_id: projectId,
        schema_key: 'deep.line',
        value: 'the next',
      }),
    );
    expect(recorded).toMatchObject({
      parent_id: ids.at(-1),
      lineage_depth: DEPTH,
      generation: DEPTH + 1,
      version_number: DEPTH + 1,
      lineage_jump_id: ids[DEPTH - 255],
    });
    expect(recorded.version_lineage).toHaveLength(256);
  });
});
