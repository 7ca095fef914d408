import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AGENT_POLICY, POLICIES, REVIEWER_POLICY } from '../../cli/lib/policies.js';
import { runCli, runCliOn } from '../helpers/cli.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';

interface PermissionRow {
  policy: string;
  collection: string;
  action: string;
  fields: string | null;
  permissions: unknown;
  validation: unknown;
  presets: unknown;
}

describe.each(vendors)('policies install on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());

  /** All permissions of a policy as the database has them. */
  const permissions = async (policy: string): Promise<PermissionRow[]> =>
    instance
      .knex<PermissionRow>('directus_permissions')
      .where({ policy })
      .orderBy(['collection', 'action'])
      .select('collection', 'action', 'fields', 'permissions', 'validation', 'presets');
  const idOf = async (name: string): Promise<string> => {
    const policy: { id: string } = await instance.knex('directus_policies').where({ name }).first('id');
    return policy.id;
  };

  test('has nothing to do where both are whole', async () => {
    const run = await runCliOn(instance, ['policies', 'install', '--dry-run']);
    expect(run.out).toBe('Both policies are there and whole: nothing to do.\n');
    expect(run.code).toBe(0);
  });

  test('adds what is missing after showing it, keeps what is more, and does nothing in a dry run', async () => {
    const { knex } = instance;
    const agent = await idOf(AGENT_POLICY);
    const whole = await permissions(agent);
    await knex('directus_permissions').where({ policy: agent, collection: 'tasks' }).delete();
    const own = { policy: agent, collection: 'directus_folders', action: 'read', fields: '*' };
    await knex('directus_permissions').insert(own);
    await knex('directus_policies').where({ name: REVIEWER_POLICY }).update({ name: 'Renamed' });
    const before = await permissions(agent);
    const dry = await runCliOn(instance, ['policies', 'install', '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(/^Artifact Reviewer +create policy$/m);
    expect(dry.out).toMatch(/^Artifact Agent +add permission +tasks +update$/m);
    expect(dry.errors).toContain('A dry run: nothing was changed.');
    expect(await permissions(agent)).toEqual(before);
    expect(await knex('directus_policies').where({ name: REVIEWER_POLICY })).toEqual([]);
    const run = await runCliOn(instance, ['policies', 'install']);
    expect(run.code).toBe(0);
    const reviewer = await idOf(REVIEWER_POLICY);
    expect(run.out).toContain(reviewer);
    const after = await permissions(agent);
    expect(after.filter(({ collection }) => collection !== 'directus_folders')).toEqual(whole);
    expect(after).toHaveLength(whole.length + 1);
    const wanted = POLICIES.find(({ name }) => name === REVIEWER_POLICY)!.permissions;
    expect((await permissions(reviewer)).map(({ collection, action }) => `${collection} ${action}`)).toEqual(
      Object.entries(wanted)
        .flatMap(([collection, actions]) => actions.map((action) => `${collection} ${action}`))
        .sort(),
    );
    expect(await runCliOn(instance, ['policies', 'install', '--json', '--dry-run'])).toMatchObject({
      code: 0,
    });
    expect((await runCliOn(instance, ['policies', 'install'])).out).toContain('nothing to do');
  });

  test('widens what somebody has limited only after a yes', async () => {
    const agent = await idOf(AGENT_POLICY);
    const row = { policy: agent, collection: 'documents', action: 'read' };
    const permission = JSON.stringify({ status: { _eq: 'published' } });
    await instance.knex('directus_permissions').where(row).update({ permissions: permission, fields: 'id' });
    const before = await permissions(agent);
    const env = { DIRECTUS_URL: instance.url, DIRECTUS_TOKEN: instance.admin.token };
    const refused = await runCli(['policies', 'install'], { env, input: 'n\n' });
    expect(refused.out).toMatch(
      /^Artifact Agent +widen \(now: field subset, item rules\) +documents +read$/m,
    );
    expect(refused).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Not confirmed, nothing was changed'),
    });
    expect(await permissions(agent)).toEqual(before);
    expect(await runCli(['policies', 'install', '--yes'], { env })).toMatchObject({ code: 0 });
    expect(await instance.knex('directus_permissions').where(row).first('fields', 'permissions')).toEqual({
      fields: '*',
      permissions: null,
    });
  });

  test('is for administrators', async () => {
    const before = await instance.knex('directus_permissions').select('id').orderBy('id');
    for (const { token } of [instance.reviewer, instance.agent]) {
      const { code, out, errors } = await runCliOn(instance, ['policies', 'install', '--yes'], token);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(errors).toMatch(/Error: \S+ is no administrator/);
    }
    expect(await instance.knex('directus_permissions').select('id').orderBy('id')).toEqual(before);
  });
});
