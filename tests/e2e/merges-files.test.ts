import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import { expectData, uploadFile } from '../helpers/sample.js';
import { violationsIn } from './support-concurrency/violations.js';
import { expectedHash } from './support-http/content-hash.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

interface FileSpec {
  bytes: string | Uint8Array;
  name: string;
}

interface Conflict {
  path: string;
  lines?: unknown;
}

/** A line that parts in two, each version with files of its own; the first is the primary one. */
async function partedFiles(vendor: Vendor, sides: Record<'base' | 'ours' | 'theirs', FileSpec[]>) {
  const project = await newProject(sharedInstance(vendor));
  const upload = async (specs: FileSpec[]) => {
    const ids: string[] = [];
    for (const { bytes, name } of specs) ids.push(await uploadFile(project.instance, bytes, name));
    return ids;
  };
  const baseFiles = await upload(sides.base);
  const base = await project.record('brand.deck', null, { files: baseFiles });
  const oursFiles = await upload(sides.ours);
  const ours = await project.record('brand.deck', null, { files: oursFiles, parent_id: base.id });
  const theirsFiles = await upload(sides.theirs);
  const theirs = await project.record('brand.deck', null, { files: theirsFiles, parent_id: base.id });
  const merge = (body: object = {}): Promise<Reply<{ data?: Version }>> =>
    project.agent.post('/artifacts/merges', { ours_id: ours.id, theirs_id: theirs.id, ...body });
  const filesOf = (version: Version): Promise<string[]> =>
    project.instance
      .knex('artifact_files')
      .where({ artifact_version_id: version.id })
      .orderBy('sort')
      .pluck('directus_files_id');
  const bytesOf = async (file: string): Promise<string> => {
    const reply = await project.agent.send<string>('GET', `/assets/${file}`);
    return reply.body;
  };
  return { project, base, ours, theirs, oursFiles, theirsFiles, merge, filesOf, bytesOf };
}

const text = (bytes: string | Uint8Array, name = 'notes.bin'): FileSpec => ({ bytes, name });

describe.each(vendors)('merging files on %s', (vendor) => {
  test('what one side changed, added or removed is taken over, by role and name', async () => {
    const [logo, newLogo] = [randomBytes(64), randomBytes(64)];
    const { project, merge, filesOf, oursFiles, theirsFiles } = await partedFiles(vendor, {
      base: [text(logo, 'logo.png'), text('one', 'a.txt'), text('two', 'b.txt')],
      ours: [text(newLogo, 'logo.png'), text('one', 'a.txt'), text('two', 'b.txt')],
      theirs: [text(logo, 'logo.png'), text('two', 'b.txt'), text('three', 'c.txt')],
    });
    const merged = expectData(await merge());
    expect(merged.primary_file_id).toBe(oursFiles[0]);
    // a.txt is gone, b.txt is the same (ours' row of it), c.txt is new.
    expect(await filesOf(merged)).toEqual([oursFiles[0], oursFiles[2], theirsFiles[2]]);
    expect(merged.content_hash).toBe(
      expectedHash(null, [
        { bytes: newLogo, primary: true },
        { bytes: 'two', primary: false },
        { bytes: 'three', primary: false },
      ]),
    );
    expect(await violationsIn(project.instance, project.project_id)).toEqual([]);
  });

  test('text that both sides changed is merged line by line, with its line endings', async () => {
    const base = 'one\r\ntwo\r\nthree\r\nfour\r\nfive';
    const { project, merge, bytesOf } = await partedFiles(vendor, {
      base: [text(base)],
      ours: [text('ONE\r\ntwo\r\nthree\r\nfour\r\nfive')],
      theirs: [text('one\r\ntwo\r\nthree\r\nfour\r\nFIVE ü')],
    });
    const expected = 'ONE\r\ntwo\r\nthree\r\nfour\r\nFIVE ü';
    const merged = expectData(await merge());
    expect(merged.content_hash).toBe(expectedHash(null, [{ bytes: expected, primary: true }]));
    expect(await bytesOf(merged.primary_file_id!)).toBe(expected);
    const file = await project.admin.get(`/files/${merged.primary_file_id!}`);
    expect(file.body.data).toMatchObject({ filename_download: 'notes.bin', type: 'text/plain' });
    expect(await violationsIn(project.instance, project.project_id)).toEqual([]);
  });

  test('a conflict inside a text says which lines, and is resolved by a side or another file', async () => {
    const parted = await partedFiles(vendor, {
      base: [text('one\ntwo\nthree\n')],
      ours: [text('one\nTWO\nthree\n')],
      theirs: [text('one\nzwei\nthree\n')],
    });
    const { project, merge, oursFiles, theirsFiles } = parted;
    const found = refusal(await merge());
    expect(found).toMatchObject({ status: 409, code: 'MERGE_CONFLICT' });
    const [conflict] = found.extensions['conflicts'] as Conflict[];
    expect(conflict).toMatchObject({
      ours: { file_id: oursFiles[0] },
      theirs: { file_id: theirsFiles[0] },
      lines: [
        {
          base: { first: 2, count: 1 },
          ours: { first: 2, count: 1 },
          theirs: { first: 2, count: 1 },
        },
      ],
    });
    const { path } = conflict!;
    const other = await uploadFile(project.instance, 'one\nboth\nthree\n', 'resolved.txt');
    for (const [resolution, file] of [
      ['ours', oursFiles[0]],
      ['theirs', theirsFiles[0]],
      [other, other],
    ]) {
      const merged = expectData(await merge({ resolutions: { [path]: resolution } }));
      expect(merged.primary_file_id).toBe(file);
    }
    for (const resolution of [randomUUID(), 'mine', { any: 'thing' }, null]) {
      const refused = refusal(await merge({ resolutions: { [path]: resolution } }));
      expect([400, 403]).toContain(refused.status);
    }
  });

  test('two binaries are never mixed', async () => {
    const zero = (mark: string) => Buffer.concat([Buffer.from([0]), Buffer.from(mark)]);
    const { merge, theirsFiles } = await partedFiles(vendor, {
      base: [text(zero('base\n1\n2\n3\n'), 'readme.txt')],
      ours: [text(zero('ours\n1\n2\n3\n'), 'readme.txt')],
      theirs: [text(zero('base\n1\n2\n4\n'), 'readme.txt')],
    });
    const found = refusal(await merge());
    expect(found).toMatchObject({ status: 409, code: 'MERGE_CONFLICT' });
    const [conflict] = found.extensions['conflicts'] as Conflict[];
    expect(conflict).not.toHaveProperty('lines');
    const merged = expectData(await merge({ resolutions: { [conflict!.path]: 'theirs' } }));
    expect(merged.primary_file_id).toBe(theirsFiles[0]);
  });

  test('a merge that is refused leaves no file behind', async () => {
    const { project, merge } = await partedFiles(vendor, {
      base: [text('one\ntwo\nthree\nfour\nfive\n')],
      ours: [text('ONE\ntwo\nthree\nfour\nfive\n')],
      theirs: [text('one\ntwo\nthree\nfour\nFIVE\n')],
    });
    const count = async () =>
      Number((await project.instance.knex('directus_files').count({ files: '*' }).first())?.files);
    const before = await count();
    // Its key has been taken, which only recording finds out.
    await project.approve(await project.record('brand', 1));
    expect(refusal(await merge())).toMatchObject({ status: 409, code: 'SCHEMA_KEY_CONFLICT' });
    expect(await count()).toBe(before);
  });

  test('a file that the caller may not read cannot be merged in', async () => {
    const { merge } = await partedFiles(vendor, {
      base: [text(randomBytes(9), 'x')],
      ours: [text(randomBytes(9), 'x')],
      theirs: [text(randomBytes(9), 'x')],
    });
    const [conflict] = refusal(await merge()).extensions['conflicts'] as Conflict[];
    const found = refusal(await merge({ resolutions: { [conflict!.path]: randomUUID() } }));
    expect(found).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });
});
