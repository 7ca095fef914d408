import { beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import type { Database } from '../helpers/database.js';
import { vendorBed } from '../helpers/test-bed.js';
import { vendors } from '../helpers/vendors.js';
import type { Vendor } from '../helpers/vendors.js';
import { CONTEXTS, belongings, bringForeignProject, ids } from './support-adoption/foreign-project.js';
import type { Shape } from './support-adoption/foreign-project.js';
import { migrateUp, onCopy, withoutRegistry } from './support-migrations/migrate.js';
import { applyShipped, whileServing } from './support-snapshot/apply.js';

const MIGRATIONS = 'the migrations';
const SNAPSHOT = 'the snapshot, then the migrations';

const SHAPES: Record<Vendor, (Shape & { way: string })[]> = {
  sqlite: [
    { keys: 'integer', context: 'json', way: MIGRATIONS },
    { keys: 'string', context: 'text', way: MIGRATIONS },
  ],
  // Each shape by the way that has more to do for it: a snapshot makes json of what must become jsonb.
  postgres: [
    { keys: 'integer', context: 'json', way: SNAPSHOT },
    { keys: 'string', context: 'text', way: MIGRATIONS },
    { keys: 'string', context: 'json', way: MIGRATIONS },
    { keys: 'integer', context: 'jsonb', way: SNAPSHOT },
  ],
};

const WAYS = vendors.flatMap((vendor) => SHAPES[vendor].map((shape) => ({ vendor, ...shape })));

describe('adopting a project with ten collections of its own', () => {
  const bare: Partial<Record<Vendor, Database>> = {};

  beforeAll(async () => {
    for (const vendor of vendors) bare[vendor] = await withoutRegistry(vendor);
  });

  test.each(WAYS)('$vendor, $keys keys, context is $context, by $way', async ({ vendor, way, ...shape }) => {
    await onCopy(bare[vendor]!, async (knex, copy) => {
      await bringForeignProject(knex, shape);
      const before = await belongings(knex);
      if (way === SNAPSHOT) {
        await whileServing(copy, async ({ url, token }) => {
          const plan = await applyShipped(url, token);
          expect(plan.collections.map(({ collection }) => String(collection)).sort()).toEqual([
            'artifact_approvals',
            'artifact_files',
            'artifact_policies',
            'artifact_versions',
            'task_artifacts',
          ]);
        });
        expect(await belongings(knex, before)).toEqual(before);
      }
      await migrateUp(knex);
      expect(await belongings(knex, before)).toEqual(before);

      await whileServing(copy, async ({ url, token }) => {
        const people = vendorBed(vendor).people;
        const admin = as(url, token);
        const story = { admin, agent: as(url, people.agent.token), reviewer: as(url, people.reviewer.token) };
        const [none, empty, seeded, foreign] = ids(shape);
        await goesLiveIn(story, none!, 'brand.logo');
        await goesLiveIn(story, empty!, 'brand.logo');
        await livesBeside(story, seeded!);
        await isRefusedIn(story, foreign!);
        const { body } = await admin.get(`/items/tasks/${String(none)}?fields=name,budget,status,artifacts`);
        expect(body.data).toMatchObject({ name: 'tasks 0', status: 'open', artifacts: [] });
        expect((await admin.get('/artifacts/health')).status).toBe(200);
      });
      const after = await belongings(knex, before);
      const withoutContext = (rows: Record<string, unknown>[]) =>
        rows.map((row) => ({ ...row, context: null }));
      expect(withoutContext(after.rows['projects']!)).toEqual(withoutContext(before.rows['projects']!));
      expect({ ...after.rows, projects: [] }).toEqual({ ...before.rows, projects: [] });
      expect(after.metadata).toEqual(before.metadata);
    });
  });
});

interface Story {
  admin: Api;
  agent: Api;
  reviewer: Api;
}

type Id = number | string;

async function record({ agent }: Story, project_id: Id, schema_key: string, value: unknown): Promise<string> {
  const reply = await agent.post<{ data: { id: string } }>('/artifacts/versions', {
    project_id,
    schema_key,
    value,
  });
  expect(reply).toMatchObject({ status: 201 });
  return reply.body.data.id;
}

const approve = ({ reviewer }: Story, version_id: string) =>
  reviewer.post('/artifacts/decisions', { version_id, action: 'approve' });

async function contextOf({ admin }: Story, id: Id): Promise<unknown> {
  const reply = await admin.get<{ data: { context: unknown } }>(`/items/projects/${String(id)}`);
  return reply.body.data.context;
}

/** A project with nothing in it becomes one like any other. */
async function goesLiveIn(story: Story, id: Id, key: string): Promise<void> {
  const version = await record(story, id, key, { name: 'Fox' });
  expect(await approve(story, version)).toMatchObject({
    status: 200,
    body: { data: { promotion: { previous_context_version: 0, context_version: 1 } } },
  });
  expect(await contextOf(story, id)).toMatchObject({
    brand: { logo: { name: 'Fox', artifact_version_id: version } },
    _meta: { context_version: 1, total_artifacts: 1 },
  });
  expect(await verify(story, id)).toMatchObject({ body: { data: { drift: false } } });
}

const verify = ({ admin }: Story, id: Id, body: object = {}) =>
  admin.post(`/artifacts/projects/${String(id)}/context/verify`, body);

/** What the context came with is kept, reported, never overwritten, and taken over by a version that says the same. */
async function livesBeside(story: Story, id: Id): Promise<void> {
  const came = CONTEXTS[2]!;
  expect(await verify(story, id)).toMatchObject({
    body: {
      data: {
        drift: true,
        differences: [
          { schema_key: 'brand.colors', expected: null, actual: came.brand?.colors },
          { schema_key: 'brand.logo', expected: null, actual: came.brand?.logo },
        ],
      },
    },
  });
  const health = await story.admin.get<{ data: { violations: { schema_key: string; detail: string }[] } }>(
    '/artifacts/health?deep=true',
  );
  const reported = health.body.data.violations.find(({ schema_key }) => schema_key === 'brand.logo');
  expect(reported?.detail).toMatch(/came with .* Record it as a version .* or take it out/);
  expect(await verify(story, id, { repair: true })).toMatchObject(REFUSED);
  expect(await contextOf(story, id)).toEqual(came);

  expect(await approve(story, await record(story, id, 'brand.font', { name: 'Inter' }))).toMatchObject({
    status: 200,
  });
  expect(await contextOf(story, id)).toMatchObject({ brand: { ...came.brand, font: { name: 'Inter' } } });
  const other = await record(story, id, 'brand.logo', { name: 'another one' });
  expect(await approve(story, other)).toMatchObject(REFUSED);
  expect(await contextOf(story, id)).toMatchObject({ brand: { ...came.brand, font: { name: 'Inter' } } });
  expect((await story.admin.get(`/items/artifact_versions/${other}`)).body.data).toMatchObject({
    status: 'pending',
  });

  const same = await record(story, id, 'brand.colors', { primary: '#FF0000' });
  expect(await approve(story, same)).toMatchObject({ status: 200 });
  expect(await contextOf(story, id)).toMatchObject({
    brand: { logo: came.brand?.logo, colors: { primary: '#FF0000', artifact_version_id: same, version: 1 } },
  });
  expect(await verify(story, id)).toMatchObject({
    body: { data: { differences: [{ schema_key: 'brand.logo', expected: null }] } },
  });
}

const REFUSED = { status: 409, body: { errors: [{ extensions: { code: 'CONTEXT_UNEXPLAINED' } }] } };

/** A `_meta` of somebody else would be lost with the first promotion: there is none. */
async function isRefusedIn(story: Story, id: Id): Promise<void> {
  const version = await record(story, id, 'brand.logo', { name: 'Fox' });
  const reply = await approve(story, version);
  expect(reply).toMatchObject(REFUSED);
  expect(reply.body.errors?.[0]?.extensions['path']).toBe('_meta.owner');
  expect(await contextOf(story, id)).toEqual(CONTEXTS[3]);
}
