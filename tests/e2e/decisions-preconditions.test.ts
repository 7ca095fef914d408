import { describe, expect, test } from 'vitest';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { expectData, readProject, readVersion } from '../helpers/sample.js';
import { approving, newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

describe.each(vendors)('preconditions of decisions on %s', (vendor) => {
  test('content that was edited since the reviewer looked at it is 409 CONTENT_CHANGED', async () => {
    const { instance, project_id, record, ask, decide, reviewer, agent } = await newProject(
      sharedInstance(vendor),
    );
    const version = await record('a', { draft: 1 });
    expectData(await reviewer.patch(`/items/artifact_versions/${version.id}`, { value: { draft: 2 } }));
    const stale = refusal(await ask(approving(version, { content_hash: version.content_hash })));
    expect(stale).toMatchObject({
      status: 409,
      code: 'CONTENT_CHANGED',
      extensions: { expected: version.content_hash },
    });
    expect((await readVersion(instance, version.id)).status).toBe('pending');
    const { content_hash } = await readVersion(instance, version.id);
    expect(stale.extensions['current']).toBe(content_hash);
    await decide(approving(version, { content_hash }));
    expect((await readProject(instance, project_id)).context?.['a']).toMatchObject({
      draft: 2,
      content_hash,
    });
    expect((await agent.get(`/items/artifact_versions/${version.id}`)).body.data).toMatchObject({
      status: 'approved',
    });
  });

  test('if_match is compared before anything else: 409 from the body, 412 from the header', async () => {
    const { instance, project_id, record, ask, decide } = await newProject(sharedInstance(vendor));
    const [a, b, c] = [await record('a'), await record('b'), await record('c')];
    await decide(approving(a));
    const conflict = { code: 'CONTEXT_VERSION_CONFLICT', extensions: { expected: 0, current: 1 } };
    expect(refusal(await ask(approving(b, { if_match: 0 })))).toMatchObject({ status: 409, ...conflict });
    for (const header of ['"0"', 'W/"0"']) {
      expect(refusal(await ask(approving(b), { 'If-Match': header })), header).toMatchObject({
        status: 412,
        ...conflict,
      });
    }
    // Before the transition, which is illegal too.
    expect(refusal(await ask(approving(a, { if_match: 0 })))).toMatchObject({ status: 409, ...conflict });
    const both = { status: 400, code: 'INVALID_PAYLOAD', field: 'if_match' };
    expect(refusal(await ask(approving(b, { if_match: 1 }), { 'If-Match': '"2"' }))).toMatchObject(both);
    expect(refusal(await ask([approving(b, { if_match: 1 }), approving(c, { if_match: 2 })]))).toMatchObject(
      both,
    );
    for (const header of ['1', '"x"', '"1", "2"', '']) {
      const refused = refusal(await ask(approving(b), { 'If-Match': header }));
      expect(refused, header).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', field: 'If-Match' });
    }
    expect((await readProject(instance, project_id)).context_version).toBe(1);

    await decide([approving(b, { if_match: 1 }), approving(c)], { 'If-Match': 'W/"1"' });
    expect((await readProject(instance, project_id)).context_version).toBe(2);
    await decide({ version_id: a.id, action: 'revoke', reason: 'No' }, { 'If-Match': '*' });
    expect((await readProject(instance, project_id)).context_version).toBe(3);
  });

  test('if_match over several projects is 400', async () => {
    const [one, two] = [await newProject(sharedInstance(vendor)), await newProject(sharedInstance(vendor))];
    const list = [approving(await one.record('a'), { if_match: 0 }), approving(await two.record('a'))];
    expect(refusal(await one.ask(list))).toMatchObject({ status: 400, field: 'if_match' });
    for (const { instance, project_id } of [one, two]) {
      expect((await readProject(instance, project_id)).context_version).toBe(0);
    }
  });
});
