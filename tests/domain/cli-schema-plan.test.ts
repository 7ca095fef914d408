import { describe, expect, it } from 'vitest';
import { assertOnlyAdditions, canMerge } from '../../cli/lib/schema/apply.js';
import { readShipped } from '../../cli/lib/schema/file.js';
import type { LiveSchema } from '../../cli/lib/schema/live.js';
import { nameOf, ourPart } from '../../cli/lib/schema/our-part.js';
import { overlay, planAdditions } from '../../cli/lib/schema/plan.js';

const shipped = await readShipped();

/** Settings that Directus 12.4 has; an instance is described by the fields it says it has. */
const SETTINGS = [
  ...Object.keys(shipped.collections[0]!['meta']).map((name) => `directus_collections.${name}`),
  ...Object.keys(shipped.fields[0]!['meta']).map((name) => `directus_fields.${name}`),
  ...Object.keys(shipped.relations[0]!['meta']).map((name) => `directus_relations.${name}`),
];

/** An instance without the registry, and with these fields of its own. */
function instance(fields: Record<string, object> = {}, settings = SETTINGS): LiveSchema {
  const names = [...settings.map((name) => [name, {}] as const), ...Object.entries(fields)];
  return {
    snapshot: { ...shipped, version: 1, collections: [], fields: [], relations: [] },
    collections: new Map(Object.keys(fields).map((name) => [name.split('.')[0]!, { key: 'id' }])),
    fields: new Map(names),
  };
}

const INTEGER_KEY = {
  type: 'integer',
  schema: { data_type: 'integer', numeric_precision: 32, numeric_scale: 0, default_value: "nextval('x')" },
};

describe('what a schema is brought', () => {
  it('to an empty instance: all of it, word for word', () => {
    const plan = planAdditions(instance(), shipped);
    expect(plan.collections).toEqual(shipped.collections);
    expect(plan.fields).toEqual(shipped.fields);
    expect(plan.relations).toEqual(shipped.relations);
    expect(plan.kept).toEqual([]);
  });

  it('references take the type of the key that is there, and not its default', () => {
    const { fields } = planAdditions(instance({ 'projects.id': INTEGER_KEY }), shipped);
    const reference = fields.find((field) => nameOf(field) === 'artifact_versions.project_id');
    expect(reference).toMatchObject({
      type: 'integer',
      schema: {
        data_type: 'integer',
        numeric_precision: 32,
        max_length: null,
        default_value: null,
        is_nullable: false,
      },
    });
    const others = fields.filter((field) => field['schema']?.foreign_key_table === 'tasks');
    expect(others.map((field) => String(field['type']))).toEqual(others.map(() => 'uuid'));
  });

  it('leaves out what is there, also under another type, and says so', () => {
    const own = {
      'projects.id': INTEGER_KEY,
      'projects.title': { type: 'text' },
      'projects.context': { type: 'json' },
    };
    const { collections, fields, kept } = planAdditions(instance(own), shipped);
    expect(collections.map((one) => String(one['collection']))).not.toContain('projects');
    const names = fields.map(nameOf);
    expect(names).toContain('projects.context_version');
    for (const name of Object.keys(own)) expect(names).not.toContain(name);
    expect(kept).toEqual([
      { name: 'projects.id', yours: 'integer', ours: 'uuid' },
      { name: 'projects.title', yours: 'text', ours: 'string' },
    ]);
  });

  it('a relation of a column that is there is left to its owner, and a list gives way to a column', () => {
    const own = {
      'tasks.id': { type: 'uuid' },
      'tasks.project_id': { type: 'uuid' },
      'tasks.artifacts': { type: 'text' },
    };
    const { relations } = planAdditions(instance(own), shipped);
    expect(relations.map(nameOf)).not.toContain('tasks.project_id');
    const junction = relations.find((relation) => nameOf(relation) === 'task_artifacts.task_id');
    expect(junction?.['meta']).toMatchObject({ one_field: null, junction_field: 'artifact_version_id' });
  });

  it('settings that an older Directus does not know are left out', () => {
    const without = SETTINGS.filter((name) => !/\.(searchable|status)$/.test(name));
    const { collections, fields } = planAdditions(instance({}, without), shipped);
    expect(collections[0]!['meta']).not.toHaveProperty('status');
    expect(fields[0]!['meta']).not.toHaveProperty('searchable');
    expect(fields[0]!['meta']).toHaveProperty('interface');
  });

  it('stops at a collection whose key has another name', () => {
    const live = instance({ 'projects.code': { type: 'string' } });
    live.collections.set('projects', { key: 'code' });
    expect(() => planAdditions(live, shipped)).toThrow(/"projects" is there and its key is "code", not "id"/);
  });

  it('is laid over everything that the instance has', () => {
    const live = instance();
    live.snapshot.collections = [{ collection: 'pets' }];
    live.snapshot.systemFields = [{ collection: 'directus_activity', field: 'timestamp' }];
    const sent = overlay(live, planAdditions(live, shipped));
    expect(sent.version).toBe(1);
    expect(sent.collections).toHaveLength(1 + shipped.collections.length);
    expect(sent.collections[0]).toEqual({ collection: 'pets' });
    expect(sent.systemFields).toEqual(live.snapshot.systemFields);
  });
});

describe('a diff that Directus made', () => {
  const plan = planAdditions(instance(), shipped);
  const added = { kind: 'N', rhs: {} };
  const empty = { collections: [], fields: [], relations: [], systemFields: [] };

  it('passes when it adds what was planned', () => {
    const diff = {
      ...empty,
      collections: [{ collection: 'projects', diff: [added] }],
      fields: [{ collection: 'projects', field: 'title', diff: [added] }],
      relations: [{ collection: 'tasks', field: 'project_id', diff: [added] }],
    };
    expect(() => assertOnlyAdditions(diff, plan)).not.toThrow();
  });

  it.each([
    ['delete collection pets', { collections: [{ collection: 'pets', diff: [{ kind: 'D', lhs: {} }] }] }],
    [
      'delete field projects.budget',
      { fields: [{ collection: 'projects', field: 'budget', diff: [{ kind: 'D', lhs: {} }] }] },
    ],
    [
      'delete field projects.title',
      { fields: [{ collection: 'projects', field: 'title', diff: [{ kind: 'D', lhs: {} }] }] },
    ],
    [
      'delete relation pets.owner',
      { relations: [{ collection: 'pets', field: 'owner', diff: [{ kind: 'D', lhs: {} }] }] },
    ],
    [
      'change field projects.title',
      { fields: [{ collection: 'projects', field: 'title', diff: [{ kind: 'E', path: ['type'] }] }] },
    ],
    [
      'change collection projects',
      { collections: [{ collection: 'projects', diff: [{ kind: 'N', path: ['meta', 'x'] }] }] },
    ],
    ['add collection pets', { collections: [{ collection: 'pets', diff: [added] }] }],
    [
      'change field directus_users.email',
      { systemFields: [{ collection: 'directus_users', field: 'email', diff: [{ kind: 'E' }] }] },
    ],
  ])('is refused when it would %s', (what, part) => {
    expect(() => assertOnlyAdditions({ ...empty, ...part }, plan)).toThrow(
      `also: ${what}. Nothing was changed.`,
    );
  });
});

describe('versions and parts', () => {
  it.each([
    ['11.17.4', false],
    ['12.1.9', false],
    ['12.2.0', true],
    ['12.10.0', true],
    ['13.0.0-rc.1', true],
  ])('Directus %s can merge: %s', (version, merges) => {
    expect(canMerge(version)).toBe(merges);
  });

  it('our part of a schema leaves out everything that is not ours', () => {
    const others = {
      ...shipped,
      version: 1,
      collections: [{ collection: 'pets' }, ...[...shipped.collections].reverse()],
      fields: [
        ...[...shipped.fields].reverse(),
        { collection: 'projects', field: 'budget', meta: { sort: 1 } },
      ],
      relations: [...shipped.relations, { collection: 'pets', field: 'owner' }],
      systemFields: [{ collection: 'directus_activity', field: 'timestamp' }],
    };
    expect(ourPart(others, shipped)).toEqual(shipped);
    expect(ourPart(others).fields).toHaveLength(shipped.fields.length + 1);
  });
});
