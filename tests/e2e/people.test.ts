import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import { addApiUser, DECIDING_AGENT } from './support-guards/people.js';
import { newProject } from './support-http/new-project.js';

interface Person {
  id: string;
  first_name: string | null;
  last_name: string | null;
  title: string | null;
}

describe.each(vendors)('the names of people on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const admin = as(instance.url, instance.admin.token);
  /** Recorded a version, decided on one; and one who did neither. */
  let author: string, decider: string, bystander: string;

  beforeAll(async () => {
    const [one, two, three] = [await person('Ada'), await person('Dora'), await person('Bert')];
    [author, decider, bystander] = [one.id, two.id, three.id];
    const { project_id } = await newProject(instance);
    const input = { project_id, schema_key: 'copy.claim', value: 1 };
    const version = expectData(
      await as(instance.url, one.token).post<{ data?: { id: string } }>('/artifacts/versions', input),
    );
    const decision = { version_id: version.id, action: 'approve' };
    expectData(await as(instance.url, two.token).post('/artifacts/decisions', decision));
  });

  /** A user of the API with every personal detail that must stay private. */
  async function person(first_name: string): Promise<{ id: string; token: string }> {
    const user = await addApiUser(instance, DECIDING_AGENT);
    const details = {
      first_name,
      last_name: 'Lovelace',
      title: 'Poet',
      description: 'secret',
      tags: ['secret'],
    };
    expectData(await admin.patch(`/users/${user.id}`, details));
    return user;
  }

  const ask = (api: Api, ids: string[]) =>
    api.get<{ data?: Person[] }>(`/artifacts/people?ids=${ids.join(',')}`);
  const idsToldTo = async (api: Api, ids = [author, decider, bystander]): Promise<string[]> =>
    expectData(await ask(api, ids))
      .map(({ id }) => id)
      .sort();

  test('are told of who recorded and who decided, and nothing but the name and title', async () => {
    const reviewer = as(instance.url, instance.reviewer.token);
    const named = { last_name: 'Lovelace', title: 'Poet' };
    const people = expectData(await ask(reviewer, [author, decider]));
    expect(people).toHaveLength(2);
    expect(people).toContainEqual({ id: author, first_name: 'Ada', ...named });
    expect(people).toContainEqual({ id: decider, first_name: 'Dora', ...named });
    // The reviewer may not read users, which is why this route is there.
    expect((await reviewer.get(`/users/${author}`)).status).toBe(403);
  });

  test('are told once of who is asked for twice, in capitals as well', async () => {
    expect(await idsToldTo(admin, [author, author.toUpperCase(), author])).toEqual([author]);
  });

  test('are not told of who did nothing, nor of who is unknown', async () => {
    for (const api of [admin, as(instance.url, instance.reviewer.token)]) {
      expect(await idsToldTo(api)).toEqual([author, decider].sort());
      expect(await idsToldTo(api, [bystander, randomUUID()])).toEqual([]);
    }
  });

  test('are told only of those whose trace the caller may read', async () => {
    const powerless = await addApiUser(instance, {});
    expect(await idsToldTo(as(instance.url, powerless.token))).toEqual([]);
    const readsLog = await addApiUser(instance, { artifact_approvals: ['read'] });
    expect(await idsToldTo(as(instance.url, readsLog.token))).toEqual([decider]);
    const readsVersions = await addApiUser(instance, { artifact_versions: ['read'] });
    expect(await idsToldTo(as(instance.url, readsVersions.token))).toEqual([author, decider].sort());
    const readsProjects = await addApiUser(instance, { projects: ['read'], tasks: ['read'] });
    expect(await idsToldTo(as(instance.url, readsProjects.token))).toEqual([]);
  });

  test('are not told to anonymous callers', async () => {
    expect((await ask(as(instance.url, null), [author])).status).toBe(403);
  });

  test('are asked for by up to 100 ids, and by nothing else', async () => {
    const many = Array.from({ length: 99 }, () => randomUUID());
    expect(await idsToldTo(admin, [...many, author])).toEqual([author]);
    const refused = [
      '',
      '?ids=',
      '?ids=1',
      `?ids=${author},`,
      `?ids=${author}&ids=${decider}`,
      `?id=${author}`,
    ];
    for (const query of [...refused, `?ids=${[...many, author, decider].join(',')}`]) {
      const reply = await admin.get(`/artifacts/people${query}`);
      expect(reply.status, query).toBe(400);
      expect(reply.body.errors?.[0]?.extensions.code, query).toBe('INVALID_PAYLOAD');
    }
  });
});
