import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compareMigrations, MIGRATIONS, ownMigrations, pendingMigrations } from '../../cli/lib/migrations.js';

const OWN = ['artifacts001-tables.js', 'artifacts002-studio.js'];
const CORE = ['20240101A-add-something.js', '20240202A-add-more.js'];

describe('migrations that are pending', () => {
  test("are Directus' own, the operator's and the registry's, in the order in which Directus runs them", () => {
    const found = {
      core: CORE,
      custom: ['20240115A-mine.js', ...OWN],
      applied: ['20240101A', 'artifacts001'],
    };
    expect(pendingMigrations(found, OWN)).toEqual([
      { version: '20240115A', name: '20240115A-mine', from: 'your own' },
      { version: '20240202A', name: '20240202A-add-more', from: 'Directus' },
      { version: 'artifacts002', name: 'artifacts002-studio', from: 'artifacts' },
    ]);
  });

  test('are none when all have run, whatever else ran as well', () => {
    const applied = ['20240101A', '20240202A', 'artifacts001', 'artifacts002', '20990101Z'];
    expect(pendingMigrations({ core: CORE, custom: OWN, applied }, OWN)).toEqual([]);
  });
});

describe('the migrations folder of an instance', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'artifacts-migrations-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is ours, empty, or somebody else’s', async () => {
    expect(await compareMigrations(MIGRATIONS, await ownMigrations())).toBe('whole');
    expect(await compareMigrations(folder, [])).toBe('none');
    expect(await compareMigrations(folder, ['20240115A-mine.js'])).toBe('others');
  });

  test('has a copy of ours that is whole, until one file of it differs', async () => {
    await cp(MIGRATIONS, folder, { recursive: true });
    const names = [...(await ownMigrations()), '20240115A-mine.js'];
    expect(await compareMigrations(folder, names)).toBe('whole');
    await writeFile(join(folder, 'lib/vendor.js'), '// of an older release\n');
    expect(await compareMigrations(folder, names)).toBe('different');
    await rm(join(folder, 'lib/vendor.js'));
    expect(await compareMigrations(folder, names)).toBe('different');
  });
});
