import { expect, test } from 'vitest';
import type { Version } from '../src/domain/words.js';
import { commonAncestors } from '../src/commands/find-common-ancestor.js';
import { readVersions } from '../src/store/versions.js';
import { as } from '../tests/helpers/api.js';
import { growLine } from '../tests/helpers/long-line.js';
import { createProject, recordVersion } from '../tests/helpers/sample.js';
import { benchInstance, quick, times } from './support/bench-setup.js';
import { timeGitMergeBase } from './support/git-merge-base.js';
import { isMet, keep, round, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';
import { commonAncestorsByWalking } from './support/walk-ancestors.js';

const DEEP = quick ? 1000 : 10_000;
const ROUNDS = quick ? 20 : 60;

/** Bytes that recording `count` versions adds to the tables it writes, with their indexes. */
async function bytesWhile(count: number, record: () => Promise<unknown>): Promise<number> {
  const { knex } = benchInstance();
  const size = async (): Promise<number> => {
    const tables = ['artifact_versions', 'directus_revisions', 'directus_activity'];
    let sum = 0;
    for (const table of tables) {
      const { rows }: { rows: { bytes: string }[] } = await knex.raw(
        'SELECT pg_total_relation_size(?) AS bytes',
        [table],
      );
      sum += Number(rows[0]?.bytes);
    }
    return sum;
  };
  const before = await size();
  for (const _ of times(count)) await record();
  return ((await size()) - before) / count;
}

test('recording costs the same at any depth', async () => {
  const instance = benchInstance();
  const { knex } = instance;
  const projectId = await createProject(instance);
  const agent = as(instance.url, instance.agent.token);
  const lines = { deep: DEEP, window: 300, shallow: 10 };
  for (const [schemaKey, depth] of Object.entries(lines)) {
    await growLine(knex, { projectId, schemaKey, count: depth + 1 });
  }
  await knex.raw('VACUUM ANALYZE artifact_versions');
  let index = 0;
  const record = (schema_key: string) => (): Promise<Version> =>
    recordVersion(agent, { project_id: projectId, schema_key, value: { index: index++ } });

  const noise = await sideBySide(record('deep'), record('deep'), { rounds: ROUNDS, warmUp: 10 });
  const time = await sideBySide(record('deep'), record('shallow'), { rounds: ROUNDS, warmUp: 10 });
  const bytes = { deep: 0, window: 0 };
  const count = quick ? 50 : 300;
  bytes.deep = await bytesWhile(count, record('deep'));
  bytes.window = await bytesWhile(count, record('window'));
  const ratio = round(bytes.deep / bytes.window);
  const goals = { time: { at: '<=', ratio: 1.2 }, bytes: { at: '<=', ratio: 1.1 } } as const;
  await keep([
    timingRow(
      { name: 'noise of recording', against: 'itself', one: 'deep', other: 'deep again' },
      noise,
      null,
    ),
    timingRow(
      {
        name: `recording at depth ${DEEP}`,
        against: 'recording at depth 10',
        one: 'deep',
        other: 'shallow',
      },
      time,
      goals.time,
    ),
    {
      name: `bytes per version at depth ${DEEP}`,
      against: 'bytes per version at depth 300',
      ratio,
      goal: goals.bytes,
      met: isMet(ratio, goals.bytes),
      spread: [ratio, ratio],
      figures: { 'deep bytes': Math.round(bytes.deep), 'at 300 bytes': Math.round(bytes.window) },
    },
  ]);
});

test('a common ancestor is found without walking to it', async () => {
  const instance = benchInstance();
  const { knex } = instance;
  const projectId = await createProject(instance);
  const line = { projectId, schemaKey: 'trunk' };
  const half = DEEP / 2;
  const trunk = await growLine(knex, { ...line, count: half });
  const from = trunk.at(-1)!;
  const ours = (await growLine(knex, { ...line, from, count: half })).at(-1)!;
  const theirs = (await growLine(knex, { ...line, from, count: half })).at(-1)!;
  await knex.raw('VACUUM ANALYZE artifact_versions');
  const versions = await readVersions(knex, [ours, theirs]);
  const [a, b] = [ours, theirs].map((id) => versions.find((version) => version.id === id)!);

  const hop = () => commonAncestors(knex, a!, b!);
  const walk = () => commonAncestorsByWalking(knex, ours, theirs);
  expect(await hop()).toEqual([from]);
  expect(await walk()).toEqual([from]);
  const comparison = await sideBySide(hop, walk, { rounds: quick ? 10 : 30, warmUp: 3 });
  const goal = { at: '<=', ratio: 0.1 } as const;
  const git = timeGitMergeBase({ trunk: half, branch: half, rounds: quick ? 5 : 20 });
  const row = timingRow(
    {
      name: `common ancestor of two branches of ${half} on a trunk of ${half}`,
      against: 'a recursive SQL walk of both ancestries',
      one: 'hops',
      other: 'walk',
    },
    comparison,
    goal,
  );
  await keep([
    {
      ...row,
      figures: {
        ...row.figures,
        'git merge-base ms': git.plain,
        'git merge-base with commit-graph ms': git.commitGraph,
      },
    },
  ]);

  // The same with one merge near the tips: then the graph of the line is read once.
  await growLine(knex, { ...line, from: ours, mergeFrom: theirs, count: 1 });
  const merged = await sideBySide(hop, walk, { rounds: quick ? 10 : 30, warmUp: 3 });
  expect(await hop()).toEqual([from]);
  await keep([
    timingRow(
      {
        name: `the same, with a merge in the line`,
        against: 'a recursive SQL walk of both ancestries',
        one: 'graph',
        other: 'walk',
      },
      merged,
      null,
    ),
  ]);
});
