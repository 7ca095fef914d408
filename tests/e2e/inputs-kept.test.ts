import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { expectData, readVersion } from '../helpers/sample.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

describe.each(vendors)('what a version was made from, on %s,', (vendor) => {
  const instance = sharedInstance(vendor);
  const linksOf = async (id: string): Promise<string[]> => {
    const ids: string[] = await instance.knex('artifact_inputs').where({ version_id: id }).pluck('input_id');
    return ids.sort();
  };

  test('seals the input, whose hash is brought up to date before', async () => {
    const { record, reviewer, agent } = await newProject(instance);
    const logo = await record('brand.logo', 'first');
    expectData(await reviewer.patch(`/items/artifact_versions/${logo.id}`, { value: 'edited' }));
    await record('page.hero', 1, { inputs: [{ schema_key: 'brand.logo', version_id: logo.id }] });
    const edit = await reviewer.patch(`/items/artifact_versions/${logo.id}`, { value: 'too late' });
    expect(refusal(edit)).toMatchObject({ status: 409, code: 'VERSION_SEALED' });
    const sealed = expectData(await agent.get<{ data?: Version }>(`/items/artifact_versions/${logo.id}`));
    expect(sealed.value).toBe('edited');
    expect(sealed.content_hash).not.toBeNull();
  });

  test('cannot be changed or forgotten, by no client and no SQL', async () => {
    const { record, reviewer } = await newProject(instance);
    const { knex } = instance;
    const [logo, slogan] = [await record('brand.logo'), await record('copy.slogan')];
    const inputs = [{ schema_key: 'brand.logo', version_id: logo.id }];
    const hero = await record('page.hero', 1, { inputs });
    const plain = await record('page.intro', 1);
    const other = [{ schema_key: 'copy.slogan', version_id: slogan.id }];
    // Ignored like a parent that is sent along: the form of the Studio sends all that it shows.
    await reviewer.patch(`/items/artifact_versions/${hero.id}`, { inputs: other, summary: 'New' });
    expect((await readVersion(instance, hero.id)).inputs).toEqual(inputs);

    const update = (id: string, value: unknown) =>
      knex('artifact_versions')
        .where({ id })
        .update({ inputs: value === null ? null : JSON.stringify(value) });
    for (const attempt of [update(hero.id, other), update(hero.id, null), update(plain.id, other)]) {
      await expect(attempt).rejects.toThrow('VERSION_SEALED: what a version was made from');
    }
    const link = { version_id: hero.id, input_id: slogan.id };
    const links = () => knex('artifact_inputs').where({ version_id: hero.id });
    for (const attempt of [
      knex('artifact_inputs').insert(link),
      links().update({ input_id: slogan.id }),
      links().delete(),
    ]) {
      await expect(attempt).rejects.toThrow('APPEND_ONLY: the links');
    }
    if (vendor === 'postgres') {
      await expect(knex.raw('TRUNCATE artifact_inputs')).rejects.toThrow('APPEND_ONLY: the links');
    } else {
      const [row] = await links();
      const replace = knex.raw(
        'INSERT OR REPLACE INTO artifact_inputs (id, version_id, input_id) VALUES (?, ?, ?)',
        [row.id, hero.id, logo.id],
      );
      await expect(replace).rejects.toThrow('APPEND_ONLY: the links');
    }
    expect(await linksOf(hero.id)).toEqual([logo.id]);
  });

  test('is checked by the database as well', async () => {
    const { project_id, record } = await newProject(instance);
    const logo = await record('brand.logo');
    const foreign = await (await newProject(instance)).record('brand.logo');
    const insert = (inputs: unknown, id: string = randomUUID()) =>
      instance.knex('artifact_versions').insert({
        id,
        project_id,
        schema_key: `raw.k${id.slice(0, 8)}`,
        version_number: 1,
        status: 'pending',
        inputs: JSON.stringify(inputs),
      });
    const own = randomUUID();
    for (const [inputs, id] of [
      [[{ schema_key: 'brand.logo', version_id: foreign.id }]],
      [[{ schema_key: 'brand.logo', version_id: randomUUID() }]],
      [[{ schema_key: 'brand.colors', version_id: logo.id }]],
      [[{ schema_key: `raw.k${own.slice(0, 8)}`, version_id: own }], own],
      [{}],
      [[{ version_id: logo.id }]],
      [Array.from({ length: 101 }, () => ({ schema_key: 'brand.logo', version_id: logo.id }))],
    ] as [unknown, string?][]) {
      await expect(insert(inputs, id), JSON.stringify(inputs).slice(0, 80)).rejects.toThrow(
        'INPUT_NOT_FOUND',
      );
    }
    const good = randomUUID();
    await insert([{ schema_key: 'brand.logo', version_id: logo.id }], good);
    expect(await linksOf(good)).toEqual([logo.id]);
  });
});
