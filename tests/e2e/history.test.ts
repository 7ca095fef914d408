import { describe, expect, test } from 'vitest';
import type { ApprovalEntry, Json, Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import { createProject, createTask, expectData, finishTask, recordVersion } from '../helpers/sample.js';
import { entryRows, expectedEntryHash } from './support-http/entry-hash.js';

type TimelineEntry = ApprovalEntry & { schema_key: string; version_number: number };

interface Page {
  data: TimelineEntry[];
  meta: { next_cursor: number | null };
}

const FEEDBACK: Json = { score: 2, notes: ['too blue', '42', null] };

/** Twelve entries: every action, two lines, two reviewers. */
async function eventfulProject(vendor: Vendor) {
  const instance = sharedInstance(vendor);
  const [agent, robin, sascha] = [instance.agent, instance.reviewer, instance.secondReviewer].map(
    ({ token }) => as(instance.url, token),
  ) as [Api, Api, Api];
  const project_id: Key = await createProject(instance);
  const task = await createTask(instance, project_id);
  const record = (schema_key: string, value: Json): Promise<Version> =>
    recordVersion(agent, { project_id, schema_key, value, source_task_id: task });
  const decide = async (api: Api, version: Version, action: string, more: object = {}): Promise<void> => {
    expectData(await api.post('/artifacts/decisions', { version_id: version.id, action, ...more }));
  };
  const first = await record('brand.logo', 1);
  await decide(robin, first, 'request_changes', { reason: 'Thicker lines', feedback: FEEDBACK });
  await decide(sascha, first, 'reject', { reason: 'Still too thin', feedback: '42' });
  const second = await record('brand.logo', 2);
  await decide(robin, second, 'approve', { reason: 'Good' });
  const colors = await record('brand.colors', 1);
  await decide(sascha, colors, 'approve', { feedback: 7 });
  expectData(await finishTask(robin, task));
  const third = await record('brand.logo', 3);
  await decide(robin, third, 'approve');
  await decide(sascha, colors, 'revoke', { reason: 'Contrast', feedback: null });
  const url = `/artifacts/projects/${String(project_id)}`;
  const page = async (query = ''): Promise<Page> => {
    const reply = await agent.get<Page>(`${url}/history${query}`);
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    return reply.body;
  };
  return {
    instance,
    agent,
    robin,
    project_id,
    task,
    url,
    page,
    decide,
    versions: { first, second, third, colors },
  };
}

describe.each(vendors)('the audit timeline on %s', (vendor) => {
  test('shows every entry, newest first, exactly as it is stored and with the version it is about', async () => {
    const { instance, project_id, task, page, versions } = await eventfulProject(vendor);
    const rows = await entryRows(instance, project_id);
    const { data, meta } = await page();
    expect(meta.next_cursor).toBeNull();
    expect(data.map((entry) => [entry.action, entry.schema_key, entry.version_number])).toEqual([
      ['revoke', 'brand.colors', 1],
      ['promote', 'brand.logo', 3],
      ['approve', 'brand.logo', 3],
      ['supersede', 'brand.logo', 2],
      ['promote', 'brand.logo', 2],
      ['promote', 'brand.colors', 1],
      ['approve', 'brand.colors', 1],
      ['approve', 'brand.logo', 2],
      ['reject', 'brand.logo', 1],
      ['request_changes', 'brand.logo', 1],
    ]);
    expect(data.map((entry) => entry.context_version)).toEqual([
      3,
      2,
      null,
      null,
      1,
      1,
      null,
      null,
      null,
      null,
    ]);
    for (const [index, entry] of [...data].reverse().entries()) {
      expect(entry).toEqual({
        ...rows[index],
        schema_key: entry.schema_key,
        version_number: entry.version_number,
      });
      expect(entry.date_created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(entry.task_id).toBe(task);
      expect(entry.actor_type).toBe('human');
    }
    expect(data.at(-1)).toMatchObject({
      artifact_version_id: versions.first.id,
      reason: 'Thicker lines',
      feedback: FEEDBACK,
      content_hash: versions.first.content_hash,
      actor_id: instance.reviewer.id,
    });
    expect(data.at(-2)).toMatchObject({ feedback: '42', actor_id: instance.secondReviewer.id });
  });

  test('every stored entry has the hash of the contract and follows from the one before it', async () => {
    const { instance, agent, project_id, url } = await eventfulProject(vendor);
    const rows = await entryRows(instance, project_id);
    let previous: string | null = null;
    for (const [index, row] of rows.entries()) {
      expect(row).toMatchObject({ sequence: index + 1, previous_entry_hash: previous });
      expect(row.entry_hash).toBe(expectedEntryHash(row));
      previous = row.entry_hash;
    }
    expect(expectData(await agent.get(`${url}/audit/verify`))).toEqual({
      valid: true,
      entries: 10,
      first_broken: null,
    });
  });

  test('pages follow their cursor without gap or repeat, whatever is appended meanwhile', async () => {
    const { robin, page, decide, versions } = await eventfulProject(vendor);
    const all = (await page()).data.map((entry) => entry.sequence);
    expect(all).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    const collected: number[] = [];
    let cursor: number | null = null;
    for (let turn = 0; turn < 10; turn++) {
      const { data, meta }: Page = await page(`?limit=4${cursor === null ? '' : `&cursor=${cursor}`}`);
      collected.push(...data.map((entry) => entry.sequence));
      cursor = meta.next_cursor;
      if (cursor === null) break;
      if (turn === 0) await decide(robin, versions.third, 'revoke', { reason: 'Appended meanwhile' });
    }
    expect(collected).toEqual(all);
    expect((await page()).data[0]?.sequence).toBe(11);
    expect((await page('?limit=11')).meta.next_cursor).toBeNull();
    expect(await page('?cursor=1')).toEqual({ data: [], meta: { next_cursor: null } });
  });

  test('filters by action and by schema key, also page by page', async () => {
    const { page } = await eventfulProject(vendor);
    const sequences = async (query: string): Promise<number[]> =>
      (await page(query)).data.map(({ sequence }) => sequence);
    expect(await sequences('?action=approve')).toEqual([8, 4, 3]);
    expect(await sequences('?action=reject,%20request_changes')).toEqual([2, 1]);
    expect(await sequences('?schema_key=brand.colors')).toEqual([10, 5, 4]);
    expect(await sequences('?schema_key=brand.colors&action=promote,revoke')).toEqual([10, 5]);
    expect(await sequences('?schema_key=brand')).toEqual([]);
    const paged = await page('?action=approve&limit=2');
    expect(paged.meta.next_cursor).toBe(4);
    expect(await sequences(`?action=approve&limit=2&cursor=${paged.meta.next_cursor!}`)).toEqual([3]);
  });

  test('feedback is what was said against earlier attempts, for the next one', async () => {
    const { agent, url, versions } = await eventfulProject(vendor);
    const said = async (query = ''): Promise<Record<string, Json>[]> =>
      expectData(await agent.get<{ data?: Record<string, Json>[] }>(`${url}/feedback${query}`));
    const all = await said();
    expect(
      all.map((one) => [
        one['action'],
        one['schema_key'],
        one['version_number'],
        one['reason'],
        one['feedback'],
      ]),
    ).toEqual([
      ['revoke', 'brand.colors', 1, 'Contrast', null],
      ['reject', 'brand.logo', 1, 'Still too thin', '42'],
      ['request_changes', 'brand.logo', 1, 'Thicker lines', FEEDBACK],
    ]);
    expect(all[2]).toMatchObject({
      version_id: versions.first.id,
      content_hash: versions.first.content_hash,
      actor_type: 'human',
    });
    expect((await said('?schema_key=brand.logo')).map((one) => one['action'])).toEqual([
      'reject',
      'request_changes',
    ]);
    expect(await said('?schema_key=brand.colors&limit=1')).toHaveLength(1);
    expect(await said('?schema_key=nothing')).toEqual([]);
  });
});
