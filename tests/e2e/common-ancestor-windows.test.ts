import type { Knex } from 'knex';
import { describe, expect, test } from 'vitest';
import { commonAncestors } from '../../src/commands/find-common-ancestor.js';
import { bestCommonAncestors } from '../../src/domain/common-ancestors.js';
import type { GraphVersion } from '../../src/domain/common-ancestors.js';
import type { Json, Key } from '../../src/domain/words.js';
import { growLine, insertHistory } from '../helpers/long-line.js';
import { randomHistory, randomNumbers, randomPairs } from '../helpers/random-history.js';
import { vendors } from '../helpers/vendors.js';
import { ownDatabase } from '../integration/support-migrations/own-database.js';
import { insertProject } from '../integration/support-migrations/rows.js';

type Point = GraphVersion & { project_id: Key; schema_key: string; lineage_depth: number };

/** All versions of a line, oldest first. */
async function readLine(knex: Knex, projectId: Key, schemaKey: string): Promise<Point[]> {
  return knex('artifact_versions')
    .select('id', 'parent_id', 'merge_parent_id', 'generation', 'version_number')
    .select('project_id', 'schema_key', 'lineage_depth')
    .where({ project_id: projectId, schema_key: schemaKey })
    .orderBy('version_number');
}

/** How many queries and rows of answers something takes. */
async function costOf(knex: Knex, task: () => Promise<unknown>): Promise<{ queries: number; rows: number }> {
  const cost = { queries: 0, rows: 0 };
  const count = (response: unknown): void => {
    cost.queries++;
    const rows = Array.isArray(response) ? response : (response as { rows?: unknown[] } | undefined)?.rows;
    cost.rows += rows?.length ?? 0;
  };
  knex.on('query-response', count);
  try {
    await task();
  } finally {
    knex.removeListener('query-response', count);
  }
  return cost;
}

describe.each(vendors)('the common ancestor by windows on %s', (vendor) => {
  // Not the one of the shared server, which these lines would make slow.
  const database = ownDatabase(vendor);

  test.each<[string, (versionNumber: number) => Json]>([
    ['differs', (versionNumber) => versionNumber],
    ['recurs', (versionNumber) => versionNumber % 3],
    // Then windows say nothing at all.
    ['is always equal', () => 'equal'],
  ])('is that of the whole graph at and around the edges of windows, if content %s', async (name, value) => {
    const knex = database.knex();
    const projectId = await insertProject(knex);
    const line = { projectId, schemaKey: name.replaceAll(' ', '-'), value };
    const ids = await growLine(knex, { ...line, count: 520 });
    const random = randomNumbers(5);
    for (const count of [1, 2, 100, 254, 255, 256, 257, 300]) {
      const from = ids[Math.floor(random() * ids.length)]!;
      ids.push(...(await growLine(knex, { ...line, from, count })));
    }
    ids.push(...(await growLine(knex, { ...line, count: 20 })));
    // Near the root, so that it is in the way only of pairs that part below it.
    const early = { from: ids[30]!, mergeFrom: ids[40]! };
    ids.push(...(await growLine(knex, { ...line, ...early, count: 3 })));
    const versions = await readLine(knex, projectId, line.schemaKey);
    expect(versions.map(({ id }) => id)).toEqual(ids);

    const edges = [0, 1, 254, 255, 256, 257, 509, 510, 511, 519];
    const pairs = [
      ...edges.flatMap((one) => edges.map((other): [number, number] => [one, other])),
      ...randomPairs(11, versions.length, 200),
    ];
    for (const [one, other] of pairs) {
      const [a, b] = [versions[one]!, versions[other]!];
      expect(await commonAncestors(knex, a, b), `${one}, ${other}`).toEqual(
        bestCommonAncestors(versions, a.id, b.id),
      );
    }
  });

  test('is that of the whole graph where merges are in the way', async () => {
    const knex = database.knex();
    const projectId = await insertProject(knex);
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const schemaKey = `merged.m${seed}`;
      await insertHistory(knex, { projectId, schemaKey }, randomHistory(seed, 30 * seed));
      const versions = await readLine(knex, projectId, schemaKey);
      for (const [one, other] of randomPairs(seed, versions.length, 40)) {
        const [a, b] = [versions[one]!, versions[other]!];
        expect(await commonAncestors(knex, a, b), `${seed}: ${one}, ${other}`).toEqual(
          bestCommonAncestors(versions, a.id, b.id),
        );
      }
    }
  });

  test('takes a few queries that touch a row per 255 versions, not every row', async () => {
    const knex = database.knex();
    const [projectId, schemaKey] = [await insertProject(knex), 'cost'];
    const trunk = await growLine(knex, { projectId, schemaKey, count: 1500 });
    const from = trunk[1000]!;
    // Three windows more than the trunk: no single step is needed to bring both to equal depths.
    const branch = await growLine(knex, { projectId, schemaKey, from, count: 499 + 3 * 255 });
    const versions = await readLine(knex, projectId, schemaKey);
    const costOfPair = async (a: string, b: string): Promise<{ queries: number; rows: number }> => {
      const [one, other] = [a, b].map((id) => versions.find((version) => version.id === id)!);
      return costOf(knex, async () => {
        expect(await commonAncestors(knex, one!, other!)).toEqual([from]);
      });
    };
    const aligned = await costOfPair(trunk.at(-1)!, branch.at(-1)!);
    expect(aligned.queries).toBeLessThanOrEqual(4);
    expect(aligned.rows).toBeLessThanOrEqual(30);
    const shifted = await costOfPair(trunk.at(-2)!, branch.at(-1)!);
    expect(shifted.queries).toBeLessThanOrEqual(4);
    expect(shifted.rows).toBeLessThanOrEqual(30);
    const worst = await costOfPair(trunk.at(-1)!, branch.at(-2)!);
    expect(worst.queries).toBeLessThanOrEqual(4);
    expect(worst.rows).toBeLessThanOrEqual(30 + 254);
  });
});
