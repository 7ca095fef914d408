import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JOURNAL, makeJournal, note } from '../../cli/lib/storage/journal.js';
import { missingGuards } from '../../migrations/lib/guards.js';
import { runCliIn } from '../helpers/cli.js';
import { oneVendor as vendors } from '../helpers/instance.js';
import { uploadFile } from '../helpers/sample.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { newProject } from './support-http/new-project.js';
import {
  digestOf,
  namesIn,
  placesOf,
  servedDigest,
  startMove,
  startStored,
  uploadAs,
} from './support-storage/locations.js';
import type { Stored } from './support-storage/locations.js';

const SLOW = { timeout: 300_000 };
const FILES = 60;

describe.each(vendors)('moving files is stopped, or not alone, on %s', SLOW, (vendor) => {
  let instance: Stored;
  let digests: Map<string, string>;
  beforeAll(async () => {
    instance = await startStored(vendor);
    digests = new Map();
    const project = await newProject(instance);
    for (let index = 0; index < FILES; index += 20) {
      const texts = Array.from({ length: 20 }, (_, more) => `file ${index + more} `.repeat(5000));
      const ids = await Promise.all(texts.map((text) => uploadFile(instance, text)));
      ids.forEach((id, at) => digests.set(id, digestOf(texts[at]!)));
      const version = await project.record(`old.v${index}`, {}, { files: ids });
      if (index > 0) await project.approve(version);
    }
  });
  afterAll(() => instance.stop());

  const storedAt = async (place: string): Promise<number> =>
    (await instance.knex('directus_files').select('id').where({ storage: place })).length;
  const wrongFiles = async (): Promise<string[]> => {
    const wrong: string[] = [];
    for (const [id, digest] of digests) if ((await servedDigest(instance, id)) !== digest) wrong.push(id);
    return wrong;
  };

  const runs = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

  /** Waits until so many files are in their new place, or the move has ended. */
  async function until(place: string, count: number, child: ChildProcess): Promise<void> {
    while (runs(child) && (await storedAt(place)) < count) await sleep(5);
  }

  test('killed at any moment, every file is readable, and the next run goes on', async () => {
    let killed = 0;
    // Two in the middle of the copies, and the last one while old bytes are deleted.
    for (const count of [1, 20, FILES]) {
      const { child, ended } = startMove(instance, 'local', 'second');
      await until('second', count, child);
      if (child.kill('SIGKILL')) killed++;
      await ended;
      expect(await wrongFiles()).toEqual([]);
      expect(await missingGuards(instance.knex)).toEqual([]);
    }
    expect(killed).toBeGreaterThanOrEqual(2);
    const last = await runCliIn(instance.place, [
      'storage',
      'move',
      '--from',
      'local',
      '--to',
      'second',
      '--yes',
    ]);
    expect(last).toMatchObject({ code: 0, out: expect.stringMatching(/Failed: 0\.\n$/) });
    expect(await storedAt('second')).toBe(FILES);
    expect(await namesIn(instance.local)).toEqual([]);
    expect(await namesIn(instance.second)).toEqual([...digests.keys()].map((id) => `${id}.txt`).sort());
    expect(await wrongFiles()).toEqual([]);
    expect(await instance.knex.schema.hasTable(JOURNAL)).toBe(false);
    await expectNoViolations(instance);
  });

  test('every read while files move gets the right bytes', async () => {
    const { child, ended } = startMove(instance, 'second', 'local');
    let reads = 0;
    const wrong: string[] = [];
    const ids = [...digests.keys()];
    while (runs(child)) {
      const id = ids[reads++ % ids.length]!;
      if ((await servedDigest(instance, id)) !== digests.get(id)) wrong.push(id);
    }
    expect(await ended).toMatchObject({ result: { moved: FILES, deleted: FILES, failed: 0 } });
    expect(wrong).toEqual([]);
    expect(reads).toBeGreaterThan(20);
  });

  test('there is one move at a time', async () => {
    const first = startMove(instance, 'local', 'second');
    await until('second', 1, first.child);
    const second = await startMove(instance, 'local', 'second').ended;
    // The first may have been quicker.
    if (runs(first.child))
      expect(second).toEqual({ problem: expect.stringContaining('Another move of files is running') });
    expect(await first.ended).toMatchObject({ result: { failed: 0 } });
    expect(await wrongFiles()).toEqual([]);
  });

  test.runIf(vendor === vendors[0])(
    'old bytes that are not those that were copied are kept, and said',
    async () => {
      const id = [...digests.keys()][0]!;
      const name = `${id}.txt`;
      expect(await placesOf(instance, [id])).toEqual({ [id]: 'second' });
      // An upload that began before the move has ended after it, in the old place.
      await writeFile(join(instance.local, name), 'newer bytes');
      await makeJournal(instance.knex);
      const stat = { sha256: digests.get(id)!, size: 5, modified: new Date(0).toISOString() };
      await note(instance.knex, { file_id: id, from_storage: 'local', to_storage: 'second', name, ...stat });
      const run = await runCliIn(instance.place, [
        'storage',
        'move',
        '--from',
        'local',
        '--to',
        'second',
        '--yes',
      ]);
      expect(run.code).toBe(1);
      expect(run.errors).toContain('A run that was stopped has left the old bytes of 1 file.');
      expect(run.errors).toContain(`File ${id} was replaced in local while it was moved`);
      expect(await readFile(join(instance.local, name), 'utf8')).toBe('newer bytes');
      expect(await wrongFiles()).toEqual([]);
    },
  );

  test.runIf(vendor === vendors.at(-1))(
    'old bytes that are in use again, because the file was moved back, are kept',
    async () => {
      const id = await uploadFile(instance, 'moved back');
      await makeJournal(instance.knex);
      const stat = { sha256: digestOf('moved back'), size: 10, modified: new Date(0).toISOString() };
      await note(instance.knex, {
        ...{ file_id: id, from_storage: 'local', to_storage: 'second', name: `${id}.txt` },
        ...stat,
      });
      const run = await runCliIn(instance.place, [
        ...['storage', 'move', '--from', 'local', '--to', 'second', '--yes'],
      ]);
      expect(run).toMatchObject({ code: 0, out: expect.stringContaining('the old bytes of 0 files') });
      expect(await servedDigest(instance, id)).toBe(digestOf('moved back'));
      expect(await instance.knex.schema.hasTable(JOURNAL)).toBe(false);
    },
  );

  test.runIf(vendor === vendors[0])('bytes of somebody else in the target are not overwritten', async () => {
    const id = await uploadAs(instance, 'ours', 'logo.txt');
    await mkdir(instance.second, { recursive: true });
    await writeFile(join(instance.second, 'logo.txt'), 'theirs');
    const run = await runCliIn(instance.place, [
      ...['storage', 'move', '--from', 'local', '--to', 'second', '--all', '--yes'],
    ]);
    expect(run.code).toBe(1);
    expect(run.errors).toContain(`Left file ${id}: second has another file of the name logo.txt.`);
    expect(await readFile(join(instance.second, 'logo.txt'), 'utf8')).toBe('theirs');
    expect(await servedDigest(instance, id)).toBe(digestOf('ours'));
  });
});
