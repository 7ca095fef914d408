import { describe, expect, test } from 'vitest';
import type { Json, JsonObject, Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import { createProject, expectData, readProject, recordVersion, uploadFile } from '../helpers/sample.js';
import { refusal } from './support-http/refusal.js';

interface Decision {
  version_id: string;
  action: string;
  reason?: string;
}

/** A project of its own, and short ways to fill it: versions without a task go live when they are approved. */
async function newProject(vendor: Vendor) {
  const instance = sharedInstance(vendor);
  const [agent, reviewer] = [
    as(instance.url, instance.agent.token),
    as(instance.url, instance.reviewer.token),
  ];
  const project_id: Key = await createProject(instance);
  const url = `/artifacts/projects/${String(project_id)}`;
  const record = (schema_key: string, value: Json, files?: string[]): Promise<Version> =>
    recordVersion(agent, { project_id, schema_key, value, ...(files && { files }) });
  const decide = async (...decisions: Decision[]): Promise<void> => {
    expectData(await reviewer.post('/artifacts/decisions', decisions));
  };
  const approve = async (...versions: Version[]): Promise<void> =>
    decide(...versions.map(({ id }) => ({ version_id: id, action: 'approve' })));
  const read = async (query = ''): Promise<JsonObject> =>
    expectData(await agent.get<{ data?: JsonObject }>(`${url}/context${query}`));
  return { instance, agent, reviewer, project_id, url, record, decide, approve, read };
}

/** Everything that can happen to a context, one bump after the other; `seen` gets each context as it was stored. */
async function eventfulProject(vendor: Vendor) {
  const project = await newProject(vendor);
  const { instance, project_id, record, decide, approve } = project;
  const seen: (JsonObject | null)[] = [];
  const look = async (): Promise<void> => {
    const { context, context_version } = await readProject(instance, project_id);
    expect(context_version).toBe(seen.length);
    seen.push(context);
  };
  await look();
  const [front, back] = [await uploadFile(instance), await uploadFile(instance)];
  const logo = await record('brand.logo', { format: 'PNG', version: 'theirs' }, [front, back]);
  await approve(logo);
  await look();
  const [colors, card, motto] = [
    await record('brand.colors', ['#1A365D', '#2C7A7B']),
    await record('deliverables.business_card', null, [back]),
    await record('motto', 'Onwards'),
  ];
  await approve(colors, card, motto);
  await look();
  await approve(await record('brand.logo', { format: 'SVG' }));
  await look();
  await decide({ version_id: card.id, action: 'revoke', reason: 'Typo' });
  await look();
  const [bad, good] = [await record('brand.fonts', 1), await record('brand.fonts', 2)];
  // Decisions that change nothing in the context, before and after one that does, in one request.
  await decide(
    { version_id: motto.id, action: 'revoke', reason: 'Too short' },
    { version_id: bad.id, action: 'reject', reason: 'Illegible' },
  );
  await look();
  const next = await record('deliverables.flyer', { pages: 2 });
  await decide(
    { version_id: next.id, action: 'request_changes', reason: 'Bleed is missing' },
    { version_id: good.id, action: 'approve' },
    { version_id: colors.id, action: 'revoke', reason: 'Contrast' },
  );
  await look();
  return { ...project, seen, logo };
}

describe.each(vendors)('the context of a project on %s', (vendor) => {
  test('?at=n is, for every n, exactly what the context was then, _meta and all', async () => {
    const { seen, read, agent, url } = await eventfulProject(vendor);
    expect(seen).toHaveLength(7);
    for (const [at, context] of seen.entries()) {
      expect(await read(`?at=${at}`), `at=${at}`).toEqual(context ?? {});
      const { headers } = await agent.get(`${url}/context?at=${at}`);
      expect(headers.get('etag')).toBe(`"${at}"`);
      if (at > 0) expect(context?.['_meta']).toMatchObject({ schema_version: '1.0.0', context_version: at });
    }
    expect(await read()).toEqual(seen.at(-1));
    expect(
      seen.map((context) => (context?.['_meta'] as JsonObject | undefined)?.['total_artifacts']),
    ).toEqual([undefined, 1, 4, 4, 3, 2, 2]);
  });

  test('?at= beyond, below or beside the numbers is 400', async () => {
    const { approve, record, agent, url } = await newProject(vendor);
    await approve(await record('a', 1));
    for (const at of ['2', '-1', 'x', '', '0.5', '1e0', '0x1', '99999999999999999999']) {
      expect(refusal(await agent.get(`${url}/context?at=${at}`)), at).toMatchObject({
        status: 400,
        code: 'INVALID_PAYLOAD',
        field: 'at',
      });
    }
  });

  test('the ETag is the context version, and If-None-Match answers 304 while it holds', async () => {
    const { approve, record, agent, url } = await newProject(vendor);
    const status = async (etag: string): Promise<number> =>
      (await agent.get(`${url}/context`, { 'if-none-match': etag })).status;
    expect(await status('"0"')).toBe(304);
    await approve(await record('a', 1));
    const fresh = await agent.get(`${url}/context`);
    expect([fresh.status, fresh.headers.get('etag')]).toEqual([200, '"1"']);
    for (const etag of ['"1"', 'W/"1"', '"0", "1"', '"0",W/"1" , "7"', '*'])
      expect(await status(etag), etag).toBe(304);
    for (const etag of ['"0"', '1', '"1', 'W/"0"', '"11"', '']) expect(await status(etag), etag).toBe(200);
    const unchanged = await agent.get(`${url}/context`, { 'if-none-match': '"1"' });
    expect(unchanged.headers.get('etag')).toBe('"1"');
    expect(unchanged.body).toBe('');
    await approve(await record('b', 1));
    expect(await status('"1"')).toBe(200);
    expect(await status('"2"')).toBe(304);
  });

  test('?paths picks branches and entries, always with _meta, and nothing for what is not there', async () => {
    const { read, record, approve } = await newProject(vendor);
    await approve(
      await record('brand.logo', { a: { b: 1 } }),
      await record('brand.colors', 2),
      await record('motto', 3),
    );
    const { brand, motto, _meta } = await read();
    expect(await read('?paths=brand.logo')).toEqual({
      brand: { logo: (brand as JsonObject)['logo'] },
      _meta,
    });
    expect(await read('?paths=brand')).toEqual({ brand, _meta });
    expect(await read('?paths=motto,%20brand.colors')).toEqual({
      motto,
      brand: { colors: (brand as JsonObject)['colors'] },
      _meta,
    });
    for (const nothing of [
      '',
      'brand.logo.a',
      'brand.none',
      'constructor',
      '__proto__',
      'brand.',
      'brand..logo',
    ]) {
      expect(await read(`?paths=${nothing}`), nothing).toEqual({ _meta });
    }
    expect(await read('?paths=motto&at=0')).toEqual({});
  });

  test('the diff of two context versions names changed keys with both sides', async () => {
    const { seen, agent, url, logo } = await eventfulProject(vendor);
    const diff = async (query: string) =>
      expectData(await agent.get<{ data?: Diff }>(`${url}/context/diff?${query}`));
    const at = (version: number, branch: string, key: string): Json =>
      (seen[version]![branch] as JsonObject)[key] ?? null;
    expect(await diff('from=2&to=3')).toEqual({
      from: 2,
      to: 3,
      changes: [{ schema_key: 'brand.logo', from: at(2, 'brand', 'logo'), to: at(3, 'brand', 'logo') }],
    });
    expect(await diff('from=0&to=1')).toEqual({
      from: 0,
      to: 1,
      changes: [{ schema_key: 'brand.logo', from: null, to: at(1, 'brand', 'logo') }],
    });
    expect(at(1, 'brand', 'logo')).toMatchObject({ artifact_version_id: logo.id, version: 1 });
    expect((await diff('from=3&to=4')).changes).toEqual([
      { schema_key: 'deliverables.business_card', from: at(3, 'deliverables', 'business_card'), to: null },
    ]);
    expect((await diff('from=5')).changes.map((change) => change.schema_key)).toEqual([
      'brand.colors',
      'brand.fonts',
    ]);
    expect((await diff('from=5')).to).toBe(6);
    expect((await diff('from=6&to=5')).changes.map(({ from, to }) => [from === null, to === null])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect((await diff('from=4&to=4')).changes).toEqual([]);
    expect((await diff('from=1&to=4')).changes.map((change) => change.schema_key)).toEqual([
      'brand.colors',
      'brand.logo',
      'motto',
    ]);
  });

  test('whoever may read the project and its versions may read its context; others are told nothing', async () => {
    const { instance, approve, record, url } = await newProject(vendor);
    await approve(await record('a', 1));
    for (const { token } of [instance.admin, instance.reviewer, instance.agent, instance.other]) {
      expect((await as(instance.url, token).get(`${url}/context?at=1`)).status).toBe(200);
    }
    const anonymous = as(instance.url, null);
    for (const path of [
      'context',
      'context?at=0',
      'context/diff?from=0',
      'history',
      'feedback',
      'audit/verify',
    ]) {
      expect(refusal(await anonymous.get(`${url}/${path}`)), path).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      });
    }
  });
});

interface Diff {
  from: number;
  to: number;
  changes: { schema_key: string; from: Json; to: Json }[];
}
