import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { runCliOn } from '../helpers/cli.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';

describe.each(vendors)('module on|off on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());

  const admin = () => as(instance.url, instance.admin.token);
  const bar = async () => {
    const settings = await admin().get<{ data: { module_bar: { id: string; enabled?: boolean }[] | null } }>(
      '/settings?fields=module_bar',
    );
    return settings.body.data.module_bar;
  };

  test('shows the module in a bar that an administrator has made, and hides it, and leaves the rest', async () => {
    const made = [
      {
        type: 'link',
        id: 'wiki',
        enabled: true,
        name: 'Wiki',
        icon: 'help',
        url: 'https://wiki.example.com',
      },
      { type: 'module', id: 'content', enabled: true },
      { type: 'module', id: 'users', enabled: false },
    ];
    await admin().patch('/settings', { module_bar: made });

    const dry = await runCliOn(instance, ['module', 'on', '--dry-run']);
    expect(dry.out).toContain('would be on');
    expect(await bar()).toEqual(made);

    const on = await runCliOn(instance, ['module', 'on']);
    expect(on).toMatchObject({
      code: 0,
      out: 'The module "Artifacts" is on. Reload the Studio to see it.\n',
    });
    const [wiki, content, users] = made;
    expect(await bar()).toEqual([wiki, content, { type: 'module', id: 'artifacts', enabled: true }, users]);
    expect((await runCliOn(instance, ['module', 'on'])).out).toBe('It is on already.\n');

    expect((await runCliOn(instance, ['module', 'off'])).code).toBe(0);
    expect(await bar()).toEqual([wiki, content, { type: 'module', id: 'artifacts', enabled: false }, users]);
  });

  test('is for administrators, and takes on or off', async () => {
    const refused = await runCliOn(instance, ['module', 'on'], instance.reviewer.token);
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain('no administrator');
    expect((await runCliOn(instance, ['module', 'maybe'])).code).toBe(2);
  });
});
