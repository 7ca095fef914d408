import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InputReference } from '../../src/domain/staleness/inputs.js';
import type { Key } from '../../src/domain/words.js';
import { inputNodes, linksAbove, linksBelow } from '../../src/store/staleness.js';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import { newProject } from './support-http/new-project.js';
import { countStatements } from './support-performance/count-statements.js';
import { explain } from './support-performance/explain.js';

const LENGTH = 10_000;

/** Pending versions of keys of their own, each made from the one before. Written by SQL; the guards are on. */
async function growChain(knex: Knex, project_id: Key, first: string): Promise<string[]> {
  const ids = [first, ...Array.from({ length: LENGTH - 1 }, () => randomUUID())];
  const rows = ids.map((id, nth) => ({
    id,
    project_id,
    schema_key: `chain.k${nth}`,
    version_number: 1,
    status: 'pending',
    value: String(nth),
    date_created: new Date(),
    inputs:
      nth === 0 ? null : JSON.stringify([{ schema_key: `chain.k${nth - 1}`, version_id: ids[nth - 1] }]),
  }));
  await knex.transaction((trx) => trx.batchInsert('artifact_versions', rows.slice(1), 200));
  return ids;
}

describe.each(vendors)('staleness of much on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor, env: { LOG_LEVEL: 'trace', ARTIFACTS_NOTIFICATIONS: 'off' } });
  });
  afterAll(() => instance.stop());

  test('100 versions with 20 inputs each are recorded with as many statements as two', async () => {
    const { record, approve, agent, project_id } = await newProject(instance);
    const inputs: InputReference[] = [];
    for (let nth = 0; nth < 20; nth++) {
      const version = await record(`source.k${nth}`, nth);
      if (nth % 2 === 0) await approve(version);
      const { schema_key, id } = version;
      inputs.push(
        nth % 4 === 0 ? { schema_key, context_version: nth / 2 + 1 } : { schema_key, version_id: id },
      );
    }
    const bulk = (prefix: string, count: number) =>
      countStatements(instance, async () => {
        const body = Array.from({ length: count }, (_, nth) => ({
          project_id,
          schema_key: `${prefix}.k${nth}`,
          value: nth,
          inputs,
        }));
        expect((await agent.post('/artifacts/versions', body)).status).toBe(201);
      });
    const [few, many] = [await bulk('few', 2), await bulk('many', 100)];
    const selects = (counts: Record<string, number>) =>
      Object.fromEntries(Object.entries(counts).filter(([name]) => name.startsWith('select')));
    expect(selects(many)).toEqual(selects(few));
    expect(many['insert artifact_versions']).toBe(100);
    const ids = await instance
      .knex('artifact_versions')
      .where({ project_id })
      .where('schema_key', 'like', 'many.%')
      .pluck('id');
    expect(
      await instance.knex('artifact_inputs').whereIn('version_id', ids).count({ n: '*' }).first(),
    ).toMatchObject({
      n: vendor === 'postgres' ? '2000' : 2000,
    });
  });

  test('as many statements tell of 100 stale versions as of two', async () => {
    const { record, approve, agent, project_id } = await newProject(instance);
    const logo = await record('brand.logo', 1);
    await approve(logo);
    const made = expectData(
      await agent.post<{ data?: { id: string }[] }>(
        '/artifacts/versions',
        Array.from({ length: 100 }, (_, nth) => ({
          project_id,
          schema_key: `page.k${nth}`,
          value: nth,
          inputs: [{ schema_key: 'brand.logo', version_id: logo.id }],
        })),
      ),
    ).map(({ id }) => id);
    await approve(await record('brand.logo', 2));
    const ask = (ids: string[]) =>
      countStatements(instance, async () => {
        const reply = await agent.get<{ data?: { stale: boolean }[] }>(
          `/artifacts/stale?versions=${ids.join()}`,
        );
        expect(expectData(reply).map(({ stale }) => stale)).toEqual(ids.map(() => true));
      });
    expect(await ask(made)).toEqual(await ask(made.slice(0, 2)));
  });

  describe(`a chain of ${LENGTH} links`, () => {
    let ids: string[];
    let project_id: Key;
    beforeAll(async () => {
      const project = await newProject(instance);
      project_id = project.project_id;
      ids = await growChain(instance.knex, project_id, (await project.record('chain.k0')).id);
      if (vendor === 'postgres') await instance.knex.raw('ANALYZE artifact_versions, artifact_inputs');
    });

    test('is followed to its end, in either direction, by one query', async () => {
      const { knex } = instance;
      const [first = '', last = ''] = [ids[0], ids.at(-1)];
      const started = performance.now();
      expect(await linksAbove(knex, [last], { limit: LENGTH })).toHaveLength(LENGTH - 1);
      expect(await linksBelow(knex, [first], { limit: LENGTH })).toHaveLength(LENGTH - 1);
      expect(performance.now() - started).toBeLessThan(10_000);
    });

    test('is followed no further than asked for, the nearest first', async () => {
      const { knex } = instance;
      const links = await linksAbove(knex, [ids.at(-1)!], { limit: 100 });
      const nearest = ids.slice(-101, -1);
      expect(new Set(links.map(({ input_id }) => input_id))).toEqual(new Set(nearest));
    });

    test('is stale to its end when its beginning is rejected, and the answers stay small', async () => {
      const reviewer = as(instance.url, instance.reviewer.token);
      const agent = as(instance.url, instance.agent.token);
      const decision = { version_id: ids[0], action: 'reject', reason: 'No' };
      expect((await reviewer.post('/artifacts/decisions', decision)).status).toBe(200);
      const [answer] = expectData(
        await agent.get<{ data?: { stale: boolean; causes: { through: unknown[] }[] }[] }>(
          `/artifacts/stale?versions=${ids.at(-1) ?? ''}`,
        ),
      );
      expect(answer).toMatchObject({ stale: true, causes: [{ input: { version_id: ids[0] } }] });
      const page = expectData(
        await agent.get<{ data?: unknown[] }>(`/artifacts/projects/${String(project_id)}/stale?limit=50`),
      );
      expect(page).toHaveLength(50);
      const graph = expectData(
        await agent.get<{ data?: { edges: unknown[]; truncated: boolean } }>(
          `/artifacts/versions/${ids[5000] ?? ''}/inputs`,
        ),
      );
      expect(graph).toMatchObject({ truncated: true });
      expect(graph.edges).toHaveLength(400);
      const nodes = await inputNodes(instance.knex, ids.slice(0, 2));
      expect(nodes.map(({ id, outdated }) => [id, outdated]).sort()).toEqual(
        [
          [ids[0], true],
          [ids[1], false],
        ].sort(),
      );
    });

    test.runIf(vendor === 'postgres')('is found by indexes', async () => {
      const { knex } = instance;
      const sent: { sql: string; bindings: unknown[] }[] = [];
      const listen = ({ sql, bindings }: { sql: string; bindings: unknown[] }) =>
        void sent.push({ sql, bindings });
      knex.on('query', listen);
      await linksAbove(knex, [ids.at(-1)!], { limit: 100, unlessOutdated: { behind: [] } });
      await linksBelow(knex, [ids[0]!], { limit: 100 });
      await inputNodes(knex, ids.slice(0, 50));
      knex.removeListener('query', listen);
      expect(sent).toHaveLength(3);
      for (const query of sent) {
        const { scanned, indexes } = await explain(knex, query);
        expect(scanned, query.sql).toEqual([]);
        expect(indexes.length).toBeGreaterThan(0);
      }
    });

    test.runIf(vendor === 'sqlite')('is found by indexes', async () => {
      const { knex } = instance;
      const sent: { sql: string; bindings: Knex.RawBinding[] }[] = [];
      const listen = ({ sql, bindings }: { sql: string; bindings: Knex.RawBinding[] }) =>
        void sent.push({ sql, bindings });
      knex.on('query', listen);
      await linksAbove(knex, [ids.at(-1)!], { limit: 100, unlessOutdated: { behind: [] } });
      await linksBelow(knex, [ids[0]!], { limit: 100 });
      knex.removeListener('query', listen);
      for (const { sql, bindings } of sent) {
        const plan: { detail: string }[] = await knex.raw(`EXPLAIN QUERY PLAN ${sql}`, bindings);
        const details = plan.map(({ detail }) => detail);
        expect(details.filter((detail) => /^SCAN (?!walk)/.test(detail))).toEqual([]);
        expect(details.join('\n')).toContain('idx_artifact_inputs_');
      }
    });
  });
});
