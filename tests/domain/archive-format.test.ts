import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack as createPack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ArchiveDamaged } from '../../archive-format/archive-damaged.js';
import { collect, readMembers, rowsOf, tableOf, verifyArchive } from '../../archive-format/read-archive.js';
import { writeArchive } from '../../archive-format/write-archive.js';

let folder: string;
let sample: string;
const ROWS = Array.from({ length: 50 }, (_, id) => ({ id, text: 'ä\n"\u2028', nested: { id, none: null } }));
const BYTES = Buffer.alloc(200_000, 'artifact');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-format-'));
  sample = join(folder, 'sample.tar');
  await writeArchive({ path: sample, kind: 'test' }, async (writer) => {
    await writer.addRows('things', ROWS);
    await writer.addStream('files/a', BYTES.length, Readable.from([BYTES.subarray(0, 7), BYTES.subarray(7)]));
    await writer.addBytes('files/empty', Buffer.alloc(0));
    return { rows: ROWS.length };
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What an archive holds, read as its users do. */
async function contentOf(path: string): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for await (const member of readMembers(path))
    content[member.name] = tableOf(member)
      ? await rowsOf(member)
      : createHash('sha256')
          .update(await collect(member.bytes))
          .digest('hex');
  return content;
}

async function damaged(bytes: Buffer): Promise<string> {
  const path = join(folder, `damaged-${createHash('sha256').update(bytes).digest('hex')}`);
  await writeFile(path, bytes);
  return path;
}

/** A tar file that our writer would not make. */
async function tar(entries: [name: string, text: string, type?: 'file' | 'symlink'][]): Promise<string> {
  const pack = createPack();
  for (const [name, text, type = 'file'] of entries)
    pack.entry(type === 'file' ? { name } : { name, type, linkname: '/etc/passwd' }, text);
  pack.finalize();
  return damaged(await collect(pack as AsyncIterable<Buffer>));
}

const manifest = (parts: object[], more: object = {}): [string, string] => [
  'manifest.json',
  JSON.stringify({
    format: 'artifacts-archive',
    format_version: 1,
    kind: 'test',
    created_at: '2026-01-01T00:00:00.000Z',
    about: {},
    parts,
    ...more,
  }),
];

describe('an archive', () => {
  it('gives back what was put into it', async () => {
    const { kind, about, parts } = await verifyArchive(sample);
    expect({ kind, about, names: parts.map(({ name }) => name) }).toEqual({
      kind: 'test',
      about: { rows: 50 },
      names: ['rows/things/000001.jsonl.gz', 'files/a', 'files/empty'],
    });
    expect(await contentOf(sample)).toEqual({
      'rows/things/000001.jsonl.gz': ROWS,
      'files/a': createHash('sha256').update(BYTES).digest('hex'),
      'files/empty': createHash('sha256').digest('hex'),
    });
  });

  it('splits many rows into parts that fit into memory', async () => {
    const path = join(folder, 'large.tar');
    const large = 'x'.repeat(1_000_000);
    await writeArchive({ path, kind: 'test' }, async (writer) => ({
      rows: await writer.addRows(
        'things',
        Array.from({ length: 9 }, (_, id) => ({ id, large })),
      ),
    }));
    const content = await contentOf(path);
    expect(Object.keys(content)).toHaveLength(2);
    expect(Object.values(content).flat()).toHaveLength(9);
  });

  it('is refused wherever it was cut', async () => {
    const bytes = await readFile(sample);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1025 }), async (length) => {
        await expect(verifyArchive(await damaged(bytes.subarray(0, length)))).rejects.toThrow(ArchiveDamaged);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused whichever byte was changed, unless nothing reads that byte', async () => {
    const bytes = await readFile(sample);
    const whole = await contentOf(sample);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (at) => {
        const changed = Buffer.from(bytes);
        changed[at]! ^= 1;
        const path = await damaged(changed);
        const accepted = await verifyArchive(path).then(
          () => true,
          (error: unknown) => {
            expect(error).toBeInstanceOf(ArchiveDamaged);
            return false;
          },
        );
        if (accepted) expect(await contentOf(path)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('names the part whose bytes have changed', async () => {
    const bytes = await readFile(sample);
    bytes[bytes.indexOf('artifactartifact') + 1000]! ^= 1;
    await expect(verifyArchive(await damaged(bytes))).rejects.toMatchObject({ part: 'files/a' });
  });

  const none = { sha256: createHash('sha256').digest('hex'), size: 0 };
  it.each<[string, () => Promise<string>, RegExp]>([
    ['a path that escapes', () => tar([['../a', 'x'], manifest([])]), /leads out/],
    ['an absolute path', () => tar([['/etc/a', 'x'], manifest([])]), /leads out/],
    ['a link', () => tar([['a', '', 'symlink'], manifest([])]), /symlink, not a file/],
    ['an unnamed part', () => tar([['a', 'x'], manifest([])]), /does not name it/],
    ['a missing part', () => tar([manifest([{ name: 'a', ...none }])]), /a: it is missing/],
    ['a doubled part', () => tar([['a', ''], ['a', ''], manifest([{ name: 'a', ...none }])]), /twice/],
    ['a part after the manifest', () => tar([manifest([]), ['a', '']]), /must be the last/],
    ['a manifest that is not JSON', () => tar([['manifest.json', '{']]), /not JSON/],
    ['a manifest of something else', () => tar([['manifest.json', '{}']]), /not an archive of/],
    ['a newer format', () => tar([manifest([], { format_version: 2 })]), /format version 2/],
    ['a manifest with wrong parts', () => tar([manifest([{ name: '../a', ...none }])]), /list of parts/],
    ['a manifest without a kind', () => tar([manifest([], { kind: 1 })]), /lacks kind/],
    ['a file that is no tar', () => damaged(Buffer.alloc(2000, 'no archive ')), /cannot be read on/],
  ])('with %s is refused', async (_, make, reason) => {
    await expect(verifyArchive(await make())).rejects.toThrow(reason);
  });

  it('has rows that can be trusted to be rows', async () => {
    const member = (text: Buffer) => ({
      name: 'rows/a/1.jsonl.gz',
      size: text.length,
      bytes: Readable.from([text]),
    });
    await expect(rowsOf(member(Buffer.from('no gzip')))).rejects.toThrow(/cannot be unpacked/);
  });
});

describe('writing an archive', () => {
  it.each([
    ['longer', 3],
    ['shorter', 5],
  ])('leaves nothing behind when a stream is %s than said', async (_, size) => {
    const path = join(folder, 'wrong-size.tar');
    const writing = writeArchive({ path, kind: 'test' }, async (writer) => {
      await writer.addStream('a', size, Readable.from([Buffer.from('four')]));
      return {};
    });
    await expect(writing).rejects.toThrow(/should have/);
    expect((await readdir(folder)).filter((name) => name.startsWith('wrong-size'))).toEqual([]);
  });

  it('never replaces a file', async () => {
    const before = await readFile(sample);
    const writing = writeArchive({ path: sample, kind: 'test' }, () => Promise.resolve({}));
    await expect(writing).rejects.toMatchObject({ code: 'EEXIST' });
    expect((await readFile(sample)).equals(before)).toBe(true);
  });

  it('does not mix with another that writes to the same path', async () => {
    const path = join(folder, 'two.tar');
    const write = () => writeArchive({ path, kind: 'test' }, () => Promise.resolve({}));
    const results = await Promise.allSettled([write(), write()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await verifyArchive(path);
  });

  it('refuses names that lead out, and names that are taken', async () => {
    for (const name of ['../a', '/a', 'manifest.json', '', 'a//b']) {
      const path = join(folder, 'names.tar');
      const writing = writeArchive({ path, kind: 'test' }, async (writer) => {
        await writer.addBytes(name, Buffer.alloc(0));
        return {};
      });
      await expect(writing, name).rejects.toThrow(/Not a name/);
    }
  });
});
