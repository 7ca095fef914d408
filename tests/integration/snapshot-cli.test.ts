import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SHIPPED } from '../../cli/lib/schema/file.js';
import { DIRECTUS_NODE, inRepository } from '../../scripts/lib/paths.js';
import { sharedInstance } from '../helpers/instance.js';
import { testBed } from '../helpers/test-bed.js';
import { vendors } from '../helpers/vendors.js';
import { directusMajor } from '../helpers/versions.js';
import { describeDatabase } from './support-migrations/describe-database.js';
import { onCopy, withoutRegistry } from './support-migrations/migrate.js';
import { whileServing } from './support-snapshot/apply.js';

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the real command line; nobody is there to answer it. */
function schema(url: string, token: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      DIRECTUS_NODE,
      [inRepository('cli/index.js'), 'schema', ...args],
      { env: { PATH: process.env['PATH'], DIRECTUS_URL: url, DIRECTUS_TOKEN: token } },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr }),
    );
    child.stdin?.end();
  });
}

type Named = { collection: string; field?: string };

/** What a snapshot has, by name. */
function namesOf(snapshot: Record<'collections' | 'fields' | 'relations', Named[]>): string[] {
  const { collections, fields, relations } = snapshot;
  return [collections, fields, relations].flatMap((list) =>
    list.map(({ collection, field }) => (field === undefined ? collection : `${collection}.${field}`)),
  );
}

describe.runIf(vendors.includes('postgres'))('the schema commands on postgres', () => {
  test('plan, ask, add, and then have nothing to add', async () => {
    await onCopy(await withoutRegistry('postgres'), async (knex, copy) => {
      const before = await describeDatabase(knex, 'postgres');
      await whileServing(copy, async ({ url, token }) => {
        const planned = await schema(url, token, 'apply', '--dry-run');
        expect(planned).toMatchObject({ code: 0 });
        expect(planned.stdout).toMatch(/^add +collection +artifact_versions$/m);
        expect(planned.stdout).toMatch(/^add +field +projects\.context +json$/m);
        expect(planned.stdout).toMatch(/^add +relation +tasks\.project_id +to projects$/m);
        expect(planned.stderr).toMatch(/A dry run: nothing was changed/);

        const unanswered = await schema(url, token, 'apply');
        expect(unanswered).toMatchObject({ code: 1 });
        expect(unanswered.stderr).toMatch(/Not confirmed, nothing was changed/);
        expect(await describeDatabase(knex, 'postgres')).toEqual(before);

        const applied = await schema(url, token, 'apply', '--yes');
        expect(applied).toMatchObject({ code: 0 });
        expect(applied.stderr).toMatch(
          /Added 9 collections, \d+ fields and \d+ relations\. Now run the migrations/,
        );
        const again = await schema(url, token, 'apply', '--yes', '--json');
        expect(again).toMatchObject({ code: 0 });
        expect(JSON.parse(again.stdout)).toEqual({
          add: { collections: [], fields: [], relations: [] },
          keep: [],
        });
      });
    });
  });

  test('a migrated instance has the schema that is shipped', async () => {
    const { url, admin } = sharedInstance('postgres');
    const { code, stdout } = await schema(url, admin.token, 'snapshot');
    expect(code).toBe(0);
    const text = await readFile(SHIPPED, 'utf8');
    // Directus 11 has fewer settings per collection.
    if (directusMajor >= 12) expect(parse(stdout)).toEqual(parse(text));
    else expect(namesOf(parse(stdout))).toEqual(namesOf(parse(text)));
    const file = join(testBed().folder, 'ours.yaml');
    expect(await schema(url, admin.token, 'snapshot', '--out', file)).toMatchObject({ code: 0, stdout: '' });
    expect(await readFile(file, 'utf8')).toBe(stdout);
    const nowhere = await schema(url, admin.token, 'snapshot', '--out', join(file, 'x.yaml'));
    expect(nowhere).toMatchObject({ code: 1 });
    expect(nowhere.stderr).toMatch(/cannot be written/);
  });
});

describe.each(vendors)('the schema commands refuse on %s', (vendor) => {
  test('whoever is no administrator', async () => {
    const { url, reviewer } = sharedInstance(vendor);
    for (const args of [['apply', '--yes'], ['snapshot']]) {
      const refused = await schema(url, reviewer.token, ...args);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/no administrator/);
    }
  });

  test.runIf(vendor === 'sqlite')('to apply a snapshot of PostgreSQL', async () => {
    const { url, admin } = sharedInstance(vendor);
    const refused = await schema(url, admin.token, 'apply', '--yes');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/is on sqlite.*migrations are all that is needed/);
  });
});
