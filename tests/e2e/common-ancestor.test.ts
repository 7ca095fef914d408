import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { writeToGit } from '../helpers/git-history.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import { insertHistory } from '../helpers/long-line.js';
import { randomHistory, randomPairs } from '../helpers/random-history.js';
import { expectData } from '../helpers/sample.js';
import { addApiUser } from './support-guards/people.js';
import { expectedHash } from './support-http/content-hash.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';
import { flawsOf, readDescription } from './support-openapi/description.js';

interface Answer {
  ancestor: Version | null;
  all: Version[];
}

async function newLine(vendor: Vendor) {
  const project = await newProject(sharedInstance(vendor));
  const ask = async (a: string, b: string): Promise<Answer> =>
    expectData(await project.agent.get<{ data?: Answer }>(`/artifacts/common-ancestor?a=${a}&b=${b}`));
  /** Ids of the answer, and a check of its form. */
  const idsFor = async (a: string, b: string): Promise<string[]> => {
    const { ancestor, all } = await ask(a, b);
    expect(ancestor).toEqual(all[0] ?? null);
    return all.map(({ id }) => id);
  };
  const line = { projectId: project.project_id, schemaKey: 'brand.logo' };
  return { ...project, line, ask, idsFor };
}

describe.each(vendors)('the common ancestor on %s', (vendor) => {
  test('git merge-base --all agrees on every sampled pair of random histories', async () => {
    const { instance, line, ask } = await newLine(vendor);
    const seen = new Set<number>();
    for (const [index, size] of [2, 9, 40, 120, 400].entries()) {
      const seed = 5 + index;
      const history = randomHistory(seed, size);
      const pairs = randomPairs(seed, size, 30);
      const ids = await insertHistory(instance.knex, { ...line, schemaKey: `history.h${size}` }, history);
      const git = writeToGit(history);
      try {
        for (const [turn, expected] of git.mergeBases(pairs).entries()) {
          const [a, b] = pairs[turn]!;
          const { ancestor, all } = await ask(ids[a]!, ids[b]!);
          const found = all.map(({ id }) => ids.indexOf(id));
          expect(
            [...found].sort((one, other) => one - other),
            `${size}: ${a}, ${b}`,
          ).toEqual(expected);
          const ranks = all.map(({ generation, version_number }) => [generation!, version_number]);
          const sorted = [...ranks].sort((one, other) => other[0]! - one[0]! || other[1]! - one[1]!);
          expect(ranks).toEqual(sorted);
          expect(ancestor).toEqual(all[0] ?? null);
          seen.add(expected.length);
        }
      } finally {
        git.remove();
      }
    }
    expect([...seen].sort()).toEqual(expect.arrayContaining([0, 1, 2, 3]));
  });

  test('of recorded versions it is where their branches part', async () => {
    const { record, ask, idsFor } = await newLine(vendor);
    const root = await record('brand.logo', 'root');
    const trunk = await record('brand.logo', 'trunk');
    const ours = await record('brand.logo', 'ours', { parent_id: trunk.id });
    const theirs = await record('brand.logo', 'theirs', { parent_id: trunk.id });
    const theirs2 = await record('brand.logo', 'theirs 2', { parent_id: theirs.id });
    expect(await idsFor(ours.id, theirs2.id)).toEqual([trunk.id]);
    expect(await idsFor(theirs2.id, ours.id)).toEqual([trunk.id]);
    expect(await idsFor(theirs2.id, root.id)).toEqual([root.id]);
    expect(await idsFor(theirs.id, theirs2.id)).toEqual([theirs.id]);
    expect(await idsFor(ours.id, ours.id)).toEqual([ours.id]);
    expect((await ask(ours.id, theirs.id)).ancestor).toMatchObject({
      id: trunk.id,
      value: 'trunk',
      content_hash: trunk.content_hash,
      version_number: 2,
      status: 'pending',
    });
  });

  test('equal content is no common ancestor: another deployment, an orphan, another line', async () => {
    const { record, ask } = await newLine(vendor);
    const none = { ancestor: null, all: [] };
    const first = await record('brand.logo', 'same');
    const child = await record('brand.logo', 'child');
    const second = await record('brand.logo', 'same', { change_origin: 'deployment' });
    expect(second.content_hash).toBe(first.content_hash);
    expect(await ask(child.id, second.id)).toEqual(none);
    const missing = { parent_hash: 'ab'.repeat(32), allow_orphan: true };
    const orphans = [
      await record('brand.logo', 'orphan', missing),
      await record('brand.logo', 'other orphan', missing),
    ];
    expect(await ask(orphans[0]!.id, orphans[1]!.id)).toEqual(none);
    expect(await ask(orphans[0]!.id, first.id)).toEqual(none);
    // Content that was missing, and is recorded later, is not what the orphans came from.
    const late = { parent_hash: expectedHash('late'), allow_orphan: true };
    const claims = [await record('brand.logo', 1, late), await record('brand.logo', 2, late)];
    await record('brand.logo', 'late', { change_origin: 'deployment' });
    expect(await ask(claims[0]!.id, claims[1]!.id)).toEqual(none);
    const elsewhere = await record('brand.other', 'same');
    expect(await ask(first.id, elsewhere.id)).toEqual(none);
    const otherProject = await newLine(vendor);
    expect(await ask(first.id, (await otherProject.record('brand.logo', 'same')).id)).toEqual(none);
  });

  test('below an orphan it is found as below a root', async () => {
    const { record, idsFor } = await newLine(vendor);
    const orphan = await record('brand.logo', 'o', { parent_hash: 'ab'.repeat(32), allow_orphan: true });
    const [one, other] = [
      await record('brand.logo', 1, { parent_id: orphan.id }),
      await record('brand.logo', 2, { parent_id: orphan.id }),
    ];
    expect(await idsFor(one.id, other.id)).toEqual([orphan.id]);
  });

  test('what is missing, unreadable or wrong is refused, and says which field', async () => {
    const { instance, admin, agent, record } = await newLine(vendor);
    const version = await record('brand.logo');
    const url = (a: string, b: string) => `/artifacts/common-ancestor?a=${a}&b=${b}`;
    for (const path of [
      url(version.id, randomUUID()),
      url(randomUUID(), version.id),
      url(randomUUID(), randomUUID()),
    ]) {
      for (const api of [agent, admin])
        expect(refusal(await api.get(path))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    }
    const powerless = as(instance.url, (await addApiUser(instance, { projects: ['read'] })).token);
    for (const api of [as(instance.url, null), powerless])
      expect(refusal(await api.get(url(version.id, version.id)))).toMatchObject({ status: 403 });
    const wrong: [string, string][] = [
      [url('7', version.id), 'a'],
      [url(version.id, 'latest'), 'b'],
      [`/artifacts/common-ancestor?a=${version.id}`, 'b'],
      ['/artifacts/common-ancestor', 'a'],
      [`${url(version.id, version.id)}&fields=id`, 'fields'],
      [`${url(version.id, version.id)}&a=${version.id}`, 'a'],
    ];
    for (const [path, field] of wrong)
      expect(refusal(await agent.get(path)), path).toMatchObject({
        status: 400,
        code: 'INVALID_PAYLOAD',
        field,
      });
    // Capitals are the same id.
    expect((await agent.get(url(version.id.toUpperCase(), version.id))).status).toBe(200);
  });

  test('it answers as its description says', async () => {
    const { instance, agent, record } = await newLine(vendor);
    const description = await readDescription(instance);
    const [version, other] = [await record('brand.logo', { deep: [1] }), await record('brand.other')];
    for (const [a, b] of [
      [version, version],
      [version, other],
    ] as const) {
      const reply = await agent.get(`/artifacts/common-ancestor?a=${a.id}&b=${b.id}`);
      expect(reply.status).toBe(200);
      expect(flawsOf(description, 'get /artifacts/common-ancestor', reply)).toEqual([]);
    }
  });
});
