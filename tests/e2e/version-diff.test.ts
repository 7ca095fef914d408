import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { uploadFile } from '../helpers/sample.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

describe.each(vendors)('the diff of two versions on %s', (vendor) => {
  test('names what was added, removed and replaced by JSON Pointer, against the parent by default', async () => {
    const project = await newProject(sharedInstance(vendor));
    const first = await project.record('brand.colors', {
      primary: '#000',
      'a/b': { 'c~d': 1 },
      gone: null,
      swatches: [
        { id: 'a', hex: '#111' },
        { id: 'b', hex: '#222' },
      ],
    });
    const second = await project.record('brand.colors', {
      primary: '#fff',
      'a/b': { 'c~d': 2 },
      added: null,
      swatches: [
        { id: 'new', hex: '#000' },
        { id: 'a', hex: '#111' },
        { id: 'b', hex: '#333' },
      ],
    });
    const reply = await project.agent.get(`/artifacts/versions/${second.id}/diff`);
    expect(reply.status).toBe(200);
    const { changes, ...rest } = reply.body.data as { changes: { path: string }[] };
    expect(rest).toEqual({ version_id: second.id, against_id: first.id, files: [] });
    expect(changes).toHaveLength(6);
    expect(changes).toEqual(
      expect.arrayContaining([
        { path: '/primary', op: 'replace', before: '#000', after: '#fff' },
        { path: '/a~1b/c~0d', op: 'replace', before: 1, after: 2 },
        { path: '/gone', op: 'remove', before: null },
        { path: '/added', op: 'add', after: null },
        { path: '/swatches/0', op: 'add', after: { id: 'new', hex: '#000' } },
        { path: '/swatches/2/hex', op: 'replace', before: '#222', after: '#333' },
      ]),
    );
  });

  test('compares files by their digests, and with any version or what is live', async () => {
    const project = await newProject(sharedInstance(vendor));
    const { instance, agent } = project;
    const same = `same ${randomUUID()}`;
    const logo = await uploadFile(instance, same, 'logo.txt');
    const again = await uploadFile(instance, same, 'logo.txt');
    const extra = await uploadFile(instance, undefined, 'extra.txt');
    const first = await project.record('brand.logo', null, { files: [logo] });
    const second = await project.record('brand.logo', null, { files: [again, extra] });
    await project.approve(second);
    const third = await project.record('brand.logo', { note: 1 }, { files: [extra] });

    const diff = async (id: string, against: string) =>
      (await agent.get(`/artifacts/versions/${id}/diff?against=${against}`)).body.data;
    expect(await diff(second.id, first.id)).toMatchObject({
      changes: [],
      files: [{ op: 'add', after: { file_id: extra, role: 'attachment', name: 'extra.txt' } }],
    });
    expect(await diff(third.id, 'live')).toMatchObject({
      against_id: second.id,
      changes: [{ path: '', op: 'replace', before: null, after: { note: 1 } }],
    });
    expect(await diff(second.id, 'live')).toMatchObject({ changes: [], files: [] });
  });

  test('with nothing to compare with, everything is added', async () => {
    const project = await newProject(sharedInstance(vendor));
    const file = await uploadFile(project.instance);
    const root = await project.record('brand.logo', { a: 1 }, { files: [file] });
    for (const query of ['', '?against=live']) {
      const reply = await project.agent.get(`/artifacts/versions/${root.id}/diff${query}`);
      expect(reply.body.data).toMatchObject({
        against_id: null,
        changes: [{ path: '', op: 'add', after: { a: 1 } }],
        files: [{ op: 'add', after: { file_id: file, role: 'primary' } }],
      });
    }
  });

  test('bad input and what may not be read are refused', async () => {
    const instance = sharedInstance(vendor);
    const project = await newProject(instance);
    const { id } = await project.record('brand.logo', 1);
    const get = (path: string) => project.agent.get(`/artifacts/versions/${path}`);
    expect(refusal(await get(`${id}/diff?against=yesterday`))).toMatchObject({
      status: 400,
      field: 'against',
    });
    expect(refusal(await get(`${id}/diff?with=${id}`))).toMatchObject({ status: 400, field: 'with' });
    expect(refusal(await get(`${id}/diff?against=${randomUUID()}`))).toMatchObject({ status: 403 });
    expect(refusal(await get(`${randomUUID()}/diff`))).toMatchObject({ status: 403 });
    const stranger = as(instance.url, null);
    expect(refusal(await stranger.get(`/artifacts/versions/${id}/diff`))).toMatchObject({ status: 403 });
  });
});
