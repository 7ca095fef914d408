import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Key, Version } from '../../src/domain/words.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, expectData, readVersion } from '../helpers/sample.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';
import { createRoutes, type SentInput } from './support-lineage/create-routes.js';

describe.each(vendors)('what versions are made from on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const linksOf = async (id: string): Promise<string[]> => {
    const ids: string[] = await instance.knex('artifact_inputs').where({ version_id: id }).pluck('input_id');
    return ids.sort();
  };

  test.each(createRoutes)('is said by every way to record: $name', async ({ create }) => {
    const { project_id, record, approve } = await newProject(instance);
    const [logo, slogan] = [await record('brand.logo'), await record('copy.slogan')];
    await approve(logo);
    const outcome = await create(instance, {
      project_id,
      schema_key: 'page.hero',
      value: 'hero',
      inputs: [
        { schema_key: 'brand.logo', context_version: 1 },
        { schema_key: 'copy.slogan', version_id: slogan.id.toUpperCase() },
        { schema_key: 'copy.slogan', version_id: slogan.id },
      ],
    });
    expect(outcome).toMatchObject({ code: null });
    const row = await instance
      .knex('artifact_versions')
      .where({ project_id, schema_key: 'page.hero' })
      .first('id');
    const hero = await readVersion(instance, row.id);
    expect(hero.inputs).toEqual([
      { schema_key: 'brand.logo', version_id: logo.id, context_version: 1 },
      { schema_key: 'copy.slogan', version_id: slogan.id },
    ]);
    expect(await linksOf(hero.id)).toEqual([logo.id, slogan.id].sort());
  });

  test('means by a context version what was live then, whatever came after', async () => {
    const { record, approve } = await newProject(instance);
    const [first, second] = [await record('brand.logo', 1), await record('brand.logo', 2)];
    await approve(first);
    await approve(second);
    const of = async (context_version: number) =>
      (
        await record('page.hero', context_version, {
          inputs: [{ schema_key: 'brand.logo', context_version }],
        })
      ).inputs;
    expect(await of(1)).toEqual([{ schema_key: 'brand.logo', version_id: first.id, context_version: 1 }]);
    expect(await of(2)).toEqual([{ schema_key: 'brand.logo', version_id: second.id, context_version: 2 }]);
  });

  test('is told apart from nothing said', async () => {
    const { record } = await newProject(instance);
    expect((await record('page.hero', 1)).inputs).toBeNull();
    expect((await record('page.hero', 2, { inputs: [] })).inputs).toEqual([]);
  });

  test.each(createRoutes)(
    'is refused alike, and nothing recorded, for what is not there: $name',
    async ({ name, create }) => {
      const { project_id, record, approve } = await newProject(instance);
      const logo = await record('brand.logo');
      await approve(logo);
      const foreign = await newProject(instance);
      const elsewhere = await foreign.record('brand.logo');
      const wrong: SentInput[] = [
        { schema_key: 'brand.logo', version_id: randomUUID() },
        { schema_key: 'brand.logo', version_id: elsewhere.id },
        { schema_key: 'brand.colors', version_id: logo.id },
        { schema_key: 'brand.logo', context_version: 0 },
        { schema_key: 'brand.colors', context_version: 1 },
        { schema_key: 'brand.logo', version_id: logo.id, context_version: 0 },
      ];
      for (const input of wrong) {
        const given = { project_id, schema_key: 'page.hero', value: 1 };
        const good = { schema_key: 'brand.logo', version_id: logo.id };
        const outcome = await create(instance, { ...given, inputs: [good, input] });
        expect(outcome, JSON.stringify(input)).toMatchObject({
          code: 'INPUT_NOT_FOUND',
          extensions: { field: 'inputs', ...(name === 'an import' ? {} : { pointer: '/1' }) },
        });
      }
      expect(await instance.knex('artifact_versions').where({ project_id, schema_key: 'page.hero' })).toEqual(
        [],
      );
    },
  );

  test.each(createRoutes)(
    'is refused with its place for what is no input: $name',
    async ({ create, name }) => {
      const { project_id, record } = await newProject(instance);
      const logo = await record('brand.logo');
      const input = { schema_key: 'brand.logo', version_id: logo.id };
      const wrong: [unknown, string?][] = [
        [[{ ...input, schema_key: 'page.hero' }], '/0/schema_key'],
        [[{ schema_key: 'brand.logo' }]],
        [[{ ...input, version_id: 'no uuid' }]],
        [[{ ...input, more: 1 }]],
        [[{ schema_key: 'brand.logo', context_version: -1 }]],
        [[{ schema_key: 'brand.logo', context_version: 2 ** 40 }]],
        [[7]],
        [Array.from({ length: 101 }, () => input)],
        ['no list'],
      ];
      for (const [inputs, pointer] of wrong) {
        const given = { project_id, schema_key: 'page.hero', value: 1, inputs: inputs as SentInput[] };
        const outcome = await create(instance, given);
        expect(outcome, `${name}: ${JSON.stringify(inputs).slice(0, 100)}`).toMatchObject({
          code: 'INVALID_PAYLOAD',
        });
        expect(outcome.message).toContain('inputs');
        // Directus' own import tells the field only.
        if (pointer !== undefined && name !== 'an import')
          expect(outcome.extensions).toMatchObject({ field: 'inputs', pointer });
      }
      expect(await instance.knex('artifact_versions').where({ project_id, schema_key: 'page.hero' })).toEqual(
        [],
      );
    },
  );

  test('cannot be the version itself, nor one of a project that the caller may not see', async () => {
    const { project_id, agent, record } = await newProject(instance);
    const logo = await record('brand.logo');
    const id = randomUUID();
    const self = {
      id,
      project_id,
      schema_key: 'page.hero',
      inputs: [{ schema_key: 'page.hero', version_id: id }],
    };
    expect(refusal(await agent.post('/items/artifact_versions', self))).toMatchObject({
      code: 'INVALID_PAYLOAD',
    });
    const project: Key = await createProject(instance);
    const given = { project_id: project, schema_key: 'page.hero', value: 1 };
    const stranger = await agent.post('/artifacts/versions', {
      ...given,
      inputs: [{ schema_key: 'brand.logo', version_id: logo.id }],
    });
    expect(refusal(stranger)).toMatchObject({ status: 422, code: 'INPUT_NOT_FOUND' });
  });

  test('is not part of the content', async () => {
    const { record } = await newProject(instance);
    const logo = await record('brand.logo');
    const one = await record('page.hero', 'same');
    const other = await record('page.intro', 'same', {
      inputs: [{ schema_key: 'brand.logo', version_id: logo.id }],
    });
    expect(other.content_hash).toBe(one.content_hash);
  });

  test('goes with the content when it is restored or merged', async () => {
    const { project_id, record, agent, reviewer, approve } = await newProject(instance);
    const [logo, slogan] = [await record('brand.logo'), await record('copy.slogan')];
    const [byLogo, bySlogan] = [logo, slogan].map(({ schema_key, id }) => [{ schema_key, version_id: id }]);
    const first = await record('page.hero', { a: 1, b: 1 }, { inputs: byLogo! });
    await approve(first);
    const ours = await record('page.hero', { a: 2, b: 1 }, { inputs: byLogo!, parent_id: first.id });
    const theirs = await record('page.hero', { a: 1, b: 2 }, { inputs: bySlogan!, parent_id: first.id });
    const merged = expectData(
      await agent.post<{ data?: Version }>('/artifacts/merges', { ours_id: ours.id, theirs_id: theirs.id }),
    );
    expect(merged.inputs).toEqual([...byLogo!, ...bySlogan!]);
    expect(await linksOf(merged.id)).toEqual([logo.id, slogan.id].sort());
    const restored = expectData(
      await reviewer.post<{ data?: Version }>(`/artifacts/versions/${first.id}/restore`, {}),
    );
    expect(restored).toMatchObject({ project_id, inputs: byLogo });
  });

  test('makes a sync with the same content a new version when it was made from something else', async () => {
    const { record, agent, project_id } = await newProject(instance);
    const [one, two] = [await record('brand.logo', 1), await record('brand.logo', 2)];
    const sync = (version: Version) =>
      agent.post<{ data?: Version & { unchanged?: true } }>('/artifacts/versions', {
        project_id,
        schema_key: 'page.hero',
        value: 'same',
        change_origin: 'sync',
        inputs: [{ schema_key: 'brand.logo', version_id: version.id }],
      });
    const first = expectData(await sync(one));
    expect(expectData(await sync(one))).toMatchObject({ id: first.id, unchanged: true });
    const again = expectData(await sync(two));
    expect(again).toMatchObject({ version_number: 2, parent_id: first.id, content_hash: first.content_hash });
  });
});
