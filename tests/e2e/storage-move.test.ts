import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingGuards } from '../../migrations/lib/guards.js';
import { drawPng } from '../../scripts/lib/draw.js';
import { knownDigests, readFingerprints } from '../../src/store/files.js';
import { runCliIn } from '../helpers/cli.js';
import { vendors } from '../helpers/instance.js';
import { expectData, readVersion, uploadFile } from '../helpers/sample.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { newProject } from './support-http/new-project.js';
import { digestOf, namesIn, placesOf, servedDigest, startStored } from './support-storage/locations.js';
import type { Stored } from './support-storage/locations.js';

/** Each command starts Directus three times. */
const SLOW = { timeout: 300_000 };

describe.each(vendors)('storage move on %s, beside a running server', SLOW, (vendor) => {
  let instance: Stored;
  beforeAll(async () => {
    instance = await startStored(vendor);
  });
  afterAll(() => instance.stop());

  const move = (from: string, to: string, ...more: string[]) =>
    runCliIn(instance.place, ['storage', 'move', '--from', from, '--to', to, '--yes', ...more]);
  const summaryOf = ({ out }: { out: string }) => out.trim();

  test('moves the files of versions, sealed or not, and nothing else about them changes', async () => {
    const project = await newProject(instance);
    const texts = ['sealed', 'open', 'in a junction', 'nobody’s'];
    const ids = await Promise.all(texts.map((text) => uploadFile(instance, text)));
    const png = Buffer.from(drawPng([], 40));
    const image = await uploadFile(instance, png, 'logo.png', 'image/png');
    const [sealedFile, openFile, linked, nobodys] = ids as [string, string, string, string];
    const sealed = await project.record('a.sealed', { n: 1 }, { files: [sealedFile, image] });
    await project.approve(sealed);
    const open = await project.record('a.open', { n: 2 }, { files: [openFile, linked] });
    const used = [sealedFile, openFile, linked, image];
    const before = await Promise.all([sealed.id, open.id].map((id) => readVersion(instance, id)));
    await project.admin.get(`/assets/${image}?width=10&height=10&fit=cover`);
    const stored = await namesIn(instance.local);
    expect(stored).toHaveLength(6);

    const dry = await move('local', 'second', '--dry-run');
    expect(dry).toMatchObject({ code: 0, out: '' });
    expect(dry.errors).toContain('4 files to move from local to second: ');
    expect(await namesIn(instance.local)).toEqual(stored);
    expect(await namesIn(instance.second)).toEqual([]);

    const done = await move('local', 'second');
    const bytes = png.length + 'sealed'.length + 'open'.length + 'in a junction'.length;
    expect(summaryOf(done)).toBe(
      `Moved 4 files: ${bytes} bytes. Deleted the old bytes of 4 files and 1 thumbnail. Failed: 0.`,
    );
    expect(done.code).toBe(0);
    expect(await placesOf(instance, [...used, nobodys])).toEqual({
      ...Object.fromEntries(used.map((id) => [id, 'second'])),
      [nobodys]: 'local',
    });
    expect(await namesIn(instance.local)).toEqual([`${nobodys}.txt`]);
    expect(await namesIn(instance.second)).toEqual(
      [`${sealedFile}.txt`, `${openFile}.txt`, `${linked}.txt`, `${image}.png`].sort(),
    );
    const served = await Promise.all([...ids, image].map((id) => servedDigest(instance, id)));
    expect(served).toEqual([...texts, png].map(digestOf));
    expect(await Promise.all([sealed.id, open.id].map((id) => readVersion(instance, id)))).toEqual(before);
    // The digests are not computed once more.
    const fingerprints = await readFingerprints(instance.knex, used);
    expect((await knownDigests(instance.knex, fingerprints)).size).toBe(4);
    expect(await instance.knex.schema.hasTable('artifact_storage_moves')).toBe(false);
    await expectNoViolations(instance);
  });

  test('what was sealed is still sealed afterwards, for every other writer', async () => {
    const project = await newProject(instance);
    const file = await uploadFile(instance);
    await project.approve(await project.record('b.sealed', {}, { files: [file] }));
    expect(await move('local', 'second')).toMatchObject({ code: 0 });
    expect(await missingGuards(instance.knex)).toEqual([]);
    await expect(
      instance.knex('directus_files').where({ id: file }).update({ storage: 'local' }),
    ).rejects.toThrow('VERSION_SEALED');
    const patched = await project.admin.patch(`/files/${file}`, { storage: 'local' });
    expect(patched).toMatchObject({
      status: 409,
      body: { errors: [{ extensions: { code: 'VERSION_SEALED' } }] },
    });
    expect(await placesOf(instance, [file])).toEqual({ [file]: 'second' });
  });

  test.runIf(vendor === vendors[0])(
    '--limit moves so many, --all also the files of nobody, and back again is the same',
    async () => {
      const digests = new Map<string, string>();
      for (const text of ['one', 'two', 'three'])
        digests.set(await uploadFile(instance, text), digestOf(text));
      expect(summaryOf(await move('local', 'second', '--all', '--limit', '2'))).toMatch(/^Moved 2 files: /);
      expect(await namesIn(instance.local)).toHaveLength(2);
      expect(summaryOf(await move('local', 'second', '--all'))).toMatch(/^Moved 2 files: .* Failed: 0\.$/);
      expect(await namesIn(instance.local)).toEqual([]);
      for (const [id, digest] of digests) expect(await servedDigest(instance, id)).toBe(digest);
      expect(await move('second', 'local', '--all')).toMatchObject({ code: 0 });
      expect(await namesIn(instance.second)).toEqual([]);
      for (const [id, digest] of digests) expect(await servedDigest(instance, id)).toBe(digest);
      expect(summaryOf(await move('second', 'local', '--all'))).toMatch(/^Moved 0 files: 0 bytes\./);
      await expectNoViolations(instance);
    },
  );

  test.runIf(vendor === vendors[0])(
    'what cannot be done is said in one line, and changes nothing',
    async () => {
      const file = await uploadFile(instance);
      const before = [await namesIn(instance.local), await namesIn(instance.second)];
      const refused = async (from: string, to: string, message: RegExp, code = 1) => {
        const run = await move(from, to, '--all');
        expect(run).toMatchObject({ code, out: '' });
        expect(
          run.errors
            .trim()
            .split('\n')
            .filter((line) => line.startsWith('Error: ')),
        ).toEqual([expect.stringMatching(message)]);
      };
      await refused(
        'local',
        'nowhere',
        /no storage location nowhere\. .* has: local, second, alias, broken\.$/,
      );
      await refused('local', 'local', /--from and --to are the same location/, 2);
      await refused('second', 'alias', /second and alias are the same place under two names/);
      await refused('local', 'broken', /broken cannot be written: ENOTDIR/);
      const unasked = await runCliIn(instance.place, [
        'storage',
        'move',
        '--from',
        'local',
        '--to',
        'second',
        '--all',
      ]);
      expect(unasked).toMatchObject({ code: 1, out: '' });
      expect(unasked.errors).toContain('Error: Not confirmed, nothing was changed.');
      expect([await namesIn(instance.local), await namesIn(instance.second)]).toEqual(before);
      expect(await placesOf(instance, [file])).toEqual({ [file]: 'local' });
    },
  );

  test.runIf(vendor === vendors.at(-1))(
    'a file that is missing or damaged stays, is named, and the others are moved',
    async () => {
      const project = await newProject(instance);
      const [gone, damaged, sound] = (await Promise.all(
        ['gone', 'damaged', 'sound'].map((text) => uploadFile(instance, text)),
      )) as [string, string, string];
      await project.record('c.damaged', {}, { files: [damaged, gone] });
      await writeFile(join(instance.local, `${damaged}.txt`), 'DAMAGED');
      await rm(join(instance.local, `${gone}.txt`));
      const dry = await move('local', 'second', '--all', '--dry-run');
      expect(dry.code).toBe(1);
      expect(dry.errors).toContain(`The bytes of 1 file are missing in local: ${gone}`);
      const run = await move('local', 'second', '--all');
      expect(run.code).toBe(1);
      expect(run.errors).toContain(`Left file ${gone}: its bytes are missing in local (${gone}.txt).`);
      expect(run.errors).toContain(
        `Left file ${damaged}: its bytes in local are not those that were recorded`,
      );
      expect(summaryOf(run)).toMatch(/Failed: 2\.$/);
      expect(await placesOf(instance, [gone, damaged, sound])).toEqual({
        [gone]: 'local',
        [damaged]: 'local',
        [sound]: 'second',
      });
      expect(await servedDigest(instance, sound)).toBe(digestOf('sound'));
      expect(expectData(await project.admin.get<{ data?: { id: string } }>(`/files/${gone}`)).id).toBe(gone);
    },
  );
});
