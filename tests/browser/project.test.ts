import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overwriteContext } from '../helpers/overwrite-context.js';
import { seriousFindings } from './support/accessibility.js';
import { sampleProject, type SampleProject } from './support/sample-project.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio, type TabOptions } from './support/studio.js';

let studio: Studio;
let sample: SampleProject;
beforeAll(async () => {
  studio = await openStudio();
  sample = await sampleProject(studio.instance, 'Northwind rebrand');
});
afterAll(async () => {
  await studio.close();
});

/** Opens the project and waits for its context or its changes. */
async function open(
  query = '',
  options: TabOptions = {},
  { id }: { id: SampleProject['id'] } = sample,
): Promise<Page> {
  const page = await studio.open(`/artifacts/projects/${id}${query}`, options);
  await page.locator('.entry, article').first().waitFor();
  return page;
}

/** Keys and version numbers on the page, from top to bottom. */
const shown = (page: Page) =>
  page
    .locator('.entry')
    .evaluateAll((rows) =>
      rows.map(
        (row) => `${row.querySelector('a')?.title ?? ''} ${/version \d+/.exec(row.textContent)?.[0] ?? ''}`,
      ),
    );

/** What was live at a context version, by the marks of the rows. */
async function live(id: SampleProject['id'], at: number): Promise<string[]> {
  const rows: {
    schema_key: string;
    version_number: number;
    promoted_context_version: number | null;
    retired_context_version: number | null;
  }[] = await studio.instance.knex('artifact_versions').where({ project_id: id }).orderBy('schema_key');
  return rows
    .filter((row) => row.promoted_context_version !== null && row.promoted_context_version <= at)
    .filter((row) => row.retired_context_version === null || row.retired_context_version > at)
    .map((row) => `${row.schema_key} version ${row.version_number}`);
}

const storedContext = async (id: SampleProject['id']) => {
  const row: { context: unknown; context_version: number } = await studio.instance
    .knex('projects')
    .where({ id })
    .first();
  const context: unknown = typeof row.context === 'string' ? JSON.parse(row.context) : row.context;
  return { context, version: row.context_version };
};

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

describe('The list of projects', () => {
  test('counts what is live and what waits, and is searched and opened by keyboard', async () => {
    const other = await sampleProject(studio.instance, 'Quarterly report');
    const page = await studio.open('/artifacts/queue');
    await page.getByRole('link', { name: 'Projects', exact: true }).click();
    const row = page.getByRole('row', { name: /Northwind rebrand/ });
    await row.waitFor();
    const cells = await row.getByRole('cell').allInnerTexts();
    const { version } = await storedContext(sample.id);
    const stillLive = await live(sample.id, version);
    expect(cells.slice(0, 2)).toEqual([String(version), String(stillLive.length)]);
    await row.getByRole('link', { name: '1 version waits' }).waitFor();
    await screenshot(page, 'projects');
    expect(await seriousFindings(page)).toEqual([]);

    await page.keyboard.press('/');
    await page.keyboard.type('quart');
    await page.getByText('1 project', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('search')).toBe('quart');
    await page.keyboard.press('Tab');
    await page.getByRole('heading', { name: 'Projects' }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/artifacts/projects/${other.id}`);
  });
});

describe('A project', () => {
  test('shows what is live, with pictures, and leads to the versions', async () => {
    const page = await open();
    expect(await shown(page)).toEqual(await live(sample.id, 6));
    const picture = page.locator('.entry img').first();
    await picture.waitFor();
    await expect
      .poll(() => picture.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)))
      .toBeGreaterThan(0);
    await screenshot(page, 'project');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Value of copy.claim' }).click();
    await page.getByText('"text": "Sooner there."').waitFor();
    await page.getByRole('link', { name: 'brand.logo, version 3' }).click();
    await page.waitForURL(`**/artifacts/review/${sample.versions.logo3.id}`);
  });

  test('is searched by words of the key, which stay in the URL', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('logo BRAND');
    await page.getByText('1 of 3 keys match').waitFor();
    expect(await shown(page)).toEqual(['brand.logo version 3']);
    await page.reload();
    await page.getByText('1 of 3 keys match').waitFor();
    await page.getByLabel('Search in keys').fill('nothing like it');
    await page.getByRole('button', { name: 'Clear search' }).click();
    await page.getByText('3 live keys').waitFor();
  });

  test('travels to what was live before, by keyboard, and stays there when it is reloaded', async () => {
    const page = await open();
    await page.getByRole('slider').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('This is the past: context 5, now it is 6.').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('This is the past: context 4, now it is 6.').waitFor();
    await page.getByText('Robin made context 4, by promoting').waitFor();
    await expect.poll(() => shown(page)).toEqual(await live(sample.id, 4));
    expect(await live(sample.id, 4)).not.toEqual(await live(sample.id, 6));
    await page.reload();
    await page.locator('.entry').first().waitFor();
    expect(await shown(page)).toEqual(await live(sample.id, 4));
    await screenshot(page, 'project-past');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByLabel('Context version', { exact: true }).last().fill('0');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is live').waitFor();
    await page.getByRole('button', { name: 'Back to now' }).click();
    await expect.poll(() => shown(page)).toEqual(await live(sample.id, 6));
  });

  test('names what differs between any two context versions', async () => {
    const page = await open('?from=2&to=6');
    const [before, after] = [await live(sample.id, 2), await live(sample.id, 6)];
    const differing = [...new Set([...before, ...after])]
      .filter((line) => before.includes(line) !== after.includes(line))
      .map((line) => line.split(' ')[0]);
    const keys = await page.locator('article h3').allInnerTexts();
    expect(keys).toEqual([...new Set(differing)].sort());
    const logo = page.getByRole('article', { name: 'brand.logo' });
    await logo.getByRole('link', { name: 'brand.logo, version 1' }).waitFor();
    await logo.getByRole('link', { name: 'brand.logo, version 3' }).waitFor();
    await screenshot(page, 'project-compare');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('slider', { name: 'From' }).fill('6');
    await page.getByText('No difference').waitFor();
    expect(page.url()).toContain('from=6&to=6');
  });

  test('is downloaded as it is on screen, with and without metadata', async () => {
    const page = await open();
    const save = async (way: string) => {
      await page.keyboard.press('e');
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: way }).click(),
      ]);
      await page.locator('.v-card').waitFor({ state: 'hidden' });
      return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
    };
    const { context } = await storedContext(sample.id);
    const whole = await save('Context with metadata');
    expect(whole.name).toBe('northwind-rebrand@6-with-metadata.json');
    expect(JSON.parse(whole.text)).toMatchObject({ context_version: 6, context });
    const plain = await save('northwind-rebrand@6.json');
    expect(plain.name).toBe('northwind-rebrand@6.json');
    expect({ ...JSON.parse(plain.text), _meta: expect.any(Object) }).toEqual(context);
  });

  test('follows a promotion while somebody looks at it', async () => {
    const moving = await sampleProject(studio.instance, 'On the move');
    const page = await open('', {}, moving);
    await moving.project.approve(moving.versions.waiting);
    await page.getByText('Robin made context 7, by promoting').waitFor();
    await expect.poll(() => shown(page)).toEqual(await live(moving.id, 7));
  });
});

describe('A context that somebody has changed in the database', () => {
  test('is pointed out to reviewers, and rebuilt by an administrator who has seen what changes', async () => {
    const damaged = await sampleProject(studio.instance, 'Behind the back');
    const { context, version } = await storedContext(damaged.id);
    const changed = structuredClone(context) as { brand: { colors: { primary: string }; motto?: string } };
    changed.brand.colors.primary = '#ff0000';
    changed.brand.motto = 'Slipped in';
    await overwriteContext(studio.instance, damaged.id, changed);

    const reviewer = await open('', {}, damaged);
    await reviewer.getByText('The context is not what its versions say, in 2 places').waitFor();
    await reviewer.getByRole('button', { name: 'Show differences' }).click();
    await reviewer.locator('.differences').getByText('brand.motto').waitFor();
    expect(await reviewer.getByRole('button', { name: 'Rebuild the context' }).count()).toBe(0);
    await screenshot(reviewer, 'project-drift');
    expect(await seriousFindings(reviewer)).toEqual([]);

    const admin = await open('', { who: 'admin' }, damaged);
    await admin.getByRole('button', { name: 'Rebuild the context' }).click();
    await admin.locator('.v-card').getByText('#ff0000').waitFor();
    expect(await storedContext(damaged.id)).toEqual({ context: changed, version });
    await admin.locator('.v-card').getByRole('button', { name: 'Rebuild the context' }).click();
    await admin.getByText('The context was rebuilt').waitFor();
    expect(await storedContext(damaged.id)).toEqual({ context, version });
  });
});

describe('The project page', () => {
  test('fits a telephone', async () => {
    const page = await open('', { width: 390, height: 844 });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await screenshot(page, 'project-390');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('is readable in the dark, in German, at 200 % zoom', async () => {
    // A browser that zooms to 200 % has half as many CSS pixels for the page.
    const page = await open('?from=2&to=6', {
      width: 640,
      height: 900,
      appearance: 'dark',
      language: 'de-DE',
    });
    await page.getByText('3 Schlüssel sind anders').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await screenshot(page, 'project-compare-dark');
    expect(await seriousFindings(page)).toEqual([]);
  });
});
