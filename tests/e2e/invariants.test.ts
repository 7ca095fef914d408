import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeGuards } from '../../migrations/lib/guards.js';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, expectData, readProject, recordVersion } from '../helpers/sample.js';
import { DAMAGES } from './support-invariants/damage.js';
import { tamper } from './support-invariants/forge.js';
import { brokenIn, readHealth, violationsOf } from './support-invariants/health.js';
import { decide, playStory } from './support-invariants/story.js';

describe.each(vendors)('the check of the invariants on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());

  test('finds nothing after everything has happened once', async () => {
    await playStory(instance);
    const health = await readHealth(instance, '?deep=true');
    expect(health.body.data?.violations).toEqual([]);
    expect(health.status).toBe(200);
  });

  test('finds nothing while versions are recorded, decided on and promoted', async () => {
    const projectId = await createProject(instance);
    const record = (number: number) =>
      recordVersion(as(instance.url, instance.agent.token), {
        project_id: projectId,
        schema_key: `slides.${number}`,
        value: { number },
      });
    const versions = await Promise.all(Array.from({ length: 24 }, (_, number) => record(number)));
    const work = versions.flatMap(({ id }, number) => [
      decide(instance, { version_id: id, action: 'approve' }),
      record(number % 6),
    ]);
    const checks = Array.from({ length: 6 }, () => violationsOf(instance, projectId));
    expect((await Promise.all(checks)).flat()).toEqual([]);
    await Promise.all(work);
    expect(await violationsOf(instance, projectId)).toEqual([]);
    expect(await readProject(instance, projectId)).toMatchObject({ context_version: 24 });
  });

  describe('without the guards', () => {
    beforeAll(() => removeGuards(instance.knex));

    test.each(DAMAGES)('finds $what', async ({ breaks, by }) => {
      const story = await playStory(instance);
      await by(instance, story);
      const found = await violationsOf(instance, story.projectId);
      expect([...new Set(found.map(({ invariant }) => invariant))], JSON.stringify(found)).toEqual(breaks);
    });

    test('names the place', async () => {
      const { projectId, rejected } = await playStory(instance);
      await tamper(instance.knex, rejected.id, { value: '"mine"' });
      const [found] = await violationsOf(instance, projectId);
      expect(found).toMatchObject({
        invariant: 'I7',
        project_id: projectId,
        version_id: rejected.id,
        schema_key: 'brand.claim',
      });
      expect(found?.detail).toContain(rejected.content_hash);
    });

    test('follows lineage beyond the window', async () => {
      const projectId = await createProject(instance);
      const agent = as(instance.url, instance.agent.token);
      const line: Version[] = [];
      for (const count of [100, 100, 60]) {
        const inputs = Array.from({ length: count }, (_, number) => ({
          project_id: projectId,
          schema_key: 'brand.logo',
          value: { number: line.length + number },
        }));
        line.push(...expectData(await agent.post<{ data?: Version[] }>('/artifacts/versions', inputs)));
      }
      expect(line.at(-1)).toMatchObject({ lineage_depth: 259, lineage_jump_id: line[4]?.id });
      expect(await violationsOf(instance, projectId)).toEqual([]);
      await tamper(instance.knex, line[259]!.id, { lineage_jump_id: line[5]?.id });
      expect(await violationsOf(instance, projectId)).toMatchObject([
        { invariant: 'I8', version_id: line[259]?.id },
      ]);
    });

    test('reports the context that a project brought along, and accepts the rest of it', async () => {
      const { knex } = instance;
      const projectId = await createProject(instance);
      const old = { headline: 'From before' };
      await knex('projects')
        .where({ id: projectId })
        .update({ context_version: 5, context: JSON.stringify(old) });
      await knex('artifact_versions').insert({
        id: randomUUID(),
        project_id: projectId,
        schema_key: 'brand.logo',
        version_number: 3,
        status: 'approved',
        value: '{"old":true}',
      });
      const brought = await violationsOf(instance, projectId);
      expect(brought).toMatchObject([{ invariant: 'I2', schema_key: 'headline' }]);
      expect(brought[0]?.detail).toMatch(/came with "From before".*Record it as a version/);
      await knex('projects').where({ id: projectId }).update({ context: null });
      const { id } = await recordVersion(as(instance.url, instance.agent.token), {
        project_id: projectId,
        schema_key: 'docs.brief',
        value: 'New',
      });
      await decide(instance, { version_id: id, action: 'approve' });
      expect(await readProject(instance, projectId)).toMatchObject({ context_version: 6 });
      expect(await violationsOf(instance, projectId)).toEqual([]);
    });

    test.runIf(vendor === 'sqlite')('survives what is no JSON', async () => {
      const { projectId, rejected } = await playStory(instance);
      await tamper(instance.knex, rejected.id, { value: '{half', version_lineage: '{half' });
      expect(await brokenIn(instance, projectId)).toEqual(['I7', 'I8']);
      await instance.knex('projects').where({ id: projectId }).update({ context: '{half' });
      expect(await brokenIn(instance, projectId)).toEqual(['I2', 'I5', 'I7', 'I8']);
    });
  });
});
