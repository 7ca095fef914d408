import { describe, expect, test } from 'vitest';
import type { InputGraph, StaleCause } from '../../src/domain/staleness/words.js';
import type { Json, Version } from '../../src/domain/words.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, expectData, finishTask } from '../helpers/sample.js';
import { newProject, type TestProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

interface Stale {
  version_id: string;
  stale: boolean;
  causes: StaleCause[];
}
interface Listed extends Stale {
  schema_key: string;
  version_number: number;
  status: string;
  live: boolean;
}

const named = ({ id, schema_key, version_number }: Version) => ({
  version_id: id,
  schema_key,
  version_number,
});
const from = (...versions: Version[]) => ({
  inputs: versions.map(({ id, schema_key }) => ({ schema_key, version_id: id })),
});

/** The ways to ask about staleness, as the agent. */
function asking({ agent, project_id }: Pick<TestProject, 'agent' | 'project_id'>) {
  return {
    list: async (query = '') =>
      (
        await agent.get<{ data: Listed[]; meta: { next_cursor: string | null } }>(
          `/artifacts/projects/${String(project_id)}/stale${query}`,
        )
      ).body,
    check: async (...versions: Version[]) =>
      expectData(
        await agent.get<{ data?: Stale[] }>(
          `/artifacts/stale?versions=${versions.map(({ id }) => id).join()}`,
        ),
      ),
    graph: async (version: Version) =>
      expectData(
        await agent.get<{ data?: Stale & InputGraph & { truncated: boolean } }>(
          `/artifacts/versions/${version.id}/inputs`,
        ),
      ),
  };
}

describe.each(vendors)('staleness on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const start = async () => {
    const project = await newProject(instance);
    return { ...project, ...asking(project) };
  };

  test('begins when an input is replaced in the context, goes all the way down, and names the cause', async () => {
    const { record, approve, list, check } = await start();
    const logo = await record('brand.logo', 1);
    await approve(logo);
    const hero = await record('page.hero', 1, from(logo));
    await approve(hero);
    const video = await record('video.intro', 1, from(hero));
    const unrelated = await record('copy.slogan', 1);
    expect((await check(hero, video, unrelated)).map(({ stale }) => stale)).toEqual([false, false, false]);
    expect((await list()).data).toEqual([]);

    const next = await record('brand.logo', 2);
    expect((await check(hero, video)).map(({ stale }) => stale)).toEqual([false, false]);
    await approve(next);
    const why = { reason: 'replaced', input: named(logo), replaced_by: named(next) };
    expect(await check(hero, video, unrelated)).toEqual([
      { version_id: hero.id, stale: true, causes: [{ ...why, through: [] }] },
      { version_id: video.id, stale: true, causes: [{ ...why, through: [named(hero)] }] },
      { version_id: unrelated.id, stale: false, causes: [] },
    ]);
    expect((await list()).data).toEqual([
      { ...named(hero), status: 'approved', live: true, causes: [{ ...why, through: [] }] },
      { ...named(video), status: 'pending', live: false, causes: [{ ...why, through: [named(hero)] }] },
    ]);
  });

  test('ends when it is made again from what is current', async () => {
    const { record, approve, list, check } = await start();
    const [one, two] = [await record('brand.logo', 1), await record('brand.logo', 2)];
    await approve(one);
    const hero = await record('page.hero', 1, from(one));
    await approve(hero);
    await approve(two);
    const again = await record('page.hero', 2, {
      inputs: [{ schema_key: 'brand.logo', context_version: 3 }],
    });
    await approve(again);
    expect((await check(again, hero)).map(({ stale }) => stale)).toEqual([false, true]);
    expect((await list()).data).toEqual([]);
  });

  test('does not begin while what was approved anew still waits to go live', async () => {
    const { record, approve, check, reviewer, project_id } = await start();
    const logo = await record('brand.logo', 1);
    await approve(logo);
    const hero = await record('page.hero', 1, from(logo));
    const task = await createTask(instance, project_id);
    const next = await record('brand.logo', 2, { source_task_id: task });
    await approve(next);
    expect(await check(hero)).toMatchObject([{ stale: false }]);
    expectData(await finishTask(reviewer, task));
    expect(await check(hero)).toMatchObject([{ stale: true }]);
  });

  test.each<{ reason: string; turn: (project: TestProject, logo: Version) => Promise<unknown> }>([
    {
      reason: 'rejected',
      turn: ({ decide }, { id }) => decide({ version_id: id, action: 'reject', reason: 'No' }),
    },
    {
      reason: 'withdrawn',
      turn: async ({ decide, approve }, logo) => {
        await approve(logo);
        await decide({ version_id: logo.id, action: 'revoke', reason: 'No' });
      },
    },
    {
      reason: 'overtaken',
      turn: async ({ record, approve }) => approve(await record('brand.logo', 'newer')),
    },
  ])('of what was made from a version that is $reason', async ({ reason, turn }) => {
    const project = await start();
    const logo = await project.record('brand.logo', 1);
    const hero = await project.record('page.hero', 1, from(logo));
    expect(await project.check(hero)).toMatchObject([{ stale: false }]);
    await turn(project, logo);
    expect(await project.check(hero)).toMatchObject([
      { stale: true, causes: [{ reason, input: named(logo), through: [] }] },
    ]);
  });

  test('takes back what only seemed to be overtaken', async () => {
    const { record, approve, decide, check } = await start();
    const logo = await record('brand.logo', 1);
    const hero = await record('page.hero', 1, from(logo));
    const newer = await record('brand.logo', 2);
    await approve(newer);
    expect(await check(hero)).toMatchObject([{ stale: true }]);
    await decide({ version_id: newer.id, action: 'revoke', reason: 'No' });
    expect(await check(hero)).toMatchObject([{ stale: false }]);
  });

  test('shows both ways what was made from what', async () => {
    const { record, approve, graph } = await start();
    const logo = await record('brand.logo', 1);
    await approve(logo);
    const hero = await record('page.hero', 1, from(logo));
    const video = await record('video.intro', 1, from(hero, logo));
    const next = await record('brand.logo', 2);
    await approve(next);
    const reading = await graph(hero);
    expect(reading).toMatchObject({ version_id: hero.id, stale: true, truncated: false });
    expect(reading.edges).toEqual([
      { from: logo.id, to: hero.id },
      { from: hero.id, to: video.id },
    ]);
    expect(reading.nodes).toEqual([
      { ...named(hero), status: 'pending', live: false, stale: true, outdated: null, replaced_by: null },
      {
        ...named(logo),
        status: 'superseded',
        live: false,
        stale: false,
        outdated: 'replaced',
        replaced_by: named(next),
      },
      { ...named(video), status: 'pending', live: false, stale: true, outdated: null, replaced_by: null },
    ]);
    expect((await graph(next)).edges).toEqual([]);
    expect((await graph(logo)).edges).toHaveLength(3);
  });

  test('is read page by page', async () => {
    const { record, approve, list } = await start();
    const logo = await record('brand.logo', 1);
    await approve(logo);
    const made: Json[] = [];
    for (const key of ['b.one', 'a.two', 'b.one', 'c', 'a-b']) {
      const version = await record(key, made.length, from(logo));
      made.push(`${version.schema_key}@${version.version_number}`);
    }
    await approve(await record('brand.logo', 2));
    const met: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { data, meta } = await list(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(data.length).toBeLessThanOrEqual(2);
      met.push(...data.map(({ schema_key, version_number }) => `${schema_key}@${version_number}`));
      cursor = meta.next_cursor;
    }
    expect(met).toEqual([...made].sort());
  });

  test('races: an input is replaced while something is made from it', async () => {
    const { record, approve, check, list } = await start();
    const logo = await record('brand.logo', 0);
    await approve(logo);
    const next = await Promise.all(Array.from({ length: 4 }, (_, nth) => record('brand.logo', nth + 1)));
    const made = Array.from({ length: 12 }, (_, nth) => record(`page.p${nth}`, nth, from(logo)));
    const results = await Promise.all([
      ...made,
      ...next.map(async (version) => {
        await approve(version);
        return version;
      }),
    ]);
    const pages = results.slice(0, 12);
    expect(pages.every(({ inputs }) => inputs?.[0]?.version_id === logo.id)).toBe(true);
    expect((await check(...pages)).every(({ stale }) => stale)).toBe(true);
    expect((await list()).data).toHaveLength(12);
  });

  test('says what is wrong with a question', async () => {
    const { agent, project_id } = await start();
    const path = `/artifacts/projects/${String(project_id)}/stale`;
    expect(refusal(await agent.get(`${path}?cursor=x`))).toMatchObject({ status: 400, field: 'cursor' });
    expect(refusal(await agent.get(`${path}?limit=0`)).status).toBe(400);
    expect(refusal(await agent.get('/artifacts/stale'))).toMatchObject({ status: 400 });
    expect(refusal(await agent.get('/artifacts/stale?versions=a,b'))).toMatchObject({
      status: 400,
      field: 'versions',
    });
  });
});
