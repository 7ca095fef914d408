import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InputGraph } from '../../src/domain/staleness/words.js';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import { directusMajor } from '../helpers/versions.js';
import { addApiUser } from './support-guards/people.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

const from = (...versions: Version[]) => ({
  inputs: versions.map(({ id, schema_key }) => ({ schema_key, version_id: id })),
});

describe.each(vendors)('who may not read an input on %s', (vendor) => {
  // Its own: rules on items are more than Directus 12 allows without a licence.
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());

  /** Somebody who reads and records all versions but those of one key. */
  async function allBut(key: string): Promise<Api> {
    const { id, token } = await addApiUser(instance, {
      projects: ['read'],
      artifact_versions: ['create'],
      artifact_files: ['create', 'read'],
    });
    const { role } = await instance.knex('directus_users').where({ id }).first('role');
    const access = await instance.knex('directus_access').where({ role }).first('policy');
    await instance.knex('directus_permissions').insert({
      policy: access.policy,
      collection: 'artifact_versions',
      action: 'read',
      fields: '*',
      permissions: JSON.stringify({ schema_key: { _neq: key } }),
    });
    const admin = as(instance.url, instance.admin.token);
    expect((await admin.post('/utils/cache/clear', {})).status).toBeLessThan(300);
    return as(instance.url, token);
  }

  test('cannot name it, and is told no more than of one that is not there', async () => {
    const { project_id, record, approve } = await newProject(instance);
    const secret = await record('secret.plan', 1);
    await approve(secret);
    const api = await allBut('secret.plan');
    const ask = async (input: object) => {
      const body = { project_id, schema_key: 'page.hero', value: 1, inputs: [input] };
      const { status, code, message } = refusal(await api.post('/artifacts/versions', body));
      return { status, code, message };
    };
    const missing = randomUUID();
    const hidden = await ask({ schema_key: 'secret.plan', version_id: secret.id });
    const absent = await ask({ schema_key: 'secret.plan', version_id: missing });
    expect(hidden).toMatchObject({ status: 422, code: 'INPUT_NOT_FOUND' });
    expect({ ...hidden, message: hidden.message.replace(secret.id, missing) }).toEqual(absent);
    expect(await ask({ schema_key: 'secret.plan', context_version: 1 })).toMatchObject({
      status: 422,
      message: (await ask({ schema_key: 'secret.plan', context_version: 2 })).message.replace(
        'version 2',
        'version 1',
      ),
    });
  });

  // Directus 12 without a licence lets nobody read by such a rule: this runs on 11 (npm run test:compat).
  test.skipIf(directusMajor >= 12)(
    'is told neither that something is stale by it, nor what lies behind it',
    async () => {
      const { project_id, record, approve, agent } = await newProject(instance);
      const logo = await record('brand.logo', 1);
      await approve(logo);
      const secret = await record('secret.plan', 1, from(logo));
      await approve(secret);
      const hero = await record('page.hero', 1, from(secret));
      const intro = await record('page.intro', 1, from(logo));
      await approve(await record('brand.logo', 2));
      const limited = await allBut('secret.plan');
      const ask = async (api: Api) => ({
        stale: expectData(
          await api.get<{ data?: { version_id: string; stale: boolean }[] }>(
            `/artifacts/stale?versions=${hero.id},${intro.id},${secret.id}`,
          ),
        ).map(({ version_id, stale }) => [version_id, stale]),
        list: expectData(
          await api.get<{ data?: { version_id: string }[] }>(
            `/artifacts/projects/${String(project_id)}/stale`,
          ),
        ).map(({ version_id }) => version_id),
        graph: expectData(await api.get<{ data?: InputGraph }>(`/artifacts/versions/${hero.id}/inputs`)),
      });
      const seen = await ask(agent);
      expect(seen.stale).toEqual([hero, intro, secret].map(({ id }) => [id, true]));
      expect(seen.list).toEqual([hero.id, intro.id, secret.id]);
      expect(seen.graph.edges).toHaveLength(2);
      const told = await ask(limited);
      expect(told.stale).toEqual([
        [hero.id, false],
        [intro.id, true],
      ]);
      expect(told.list).toEqual([intro.id]);
      expect(told.graph).toMatchObject({ edges: [], nodes: [{ version_id: hero.id }] });
      expect(JSON.stringify(told)).not.toContain('secret');
      const own = await limited.get(`/artifacts/versions/${secret.id}/inputs`);
      expect(refusal(own)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    },
  );
});
