import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Key, Version } from '../../src/domain/words.js';
import { newProject } from '../e2e/support-http/new-project.js';
import { as } from '../helpers/api.js';
import { seriousFindings } from './support/accessibility.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

const from = (...versions: Version[]) => ({
  inputs: versions.map(({ id, schema_key }) => ({ schema_key, version_id: id })),
});

let studio: Studio;
let project: Key;
let versions: Record<'logo' | 'nextLogo' | 'hero' | 'video' | 'banner', Version>;

/** A logo that was replaced after a page, a video and a banner had been made from it. */
beforeAll(async () => {
  studio = await openStudio();
  const { project_id, record, approve } = await newProject(studio.instance);
  project = project_id;
  const admin = as(studio.instance.url, studio.instance.admin.token);
  await admin.patch(`/items/projects/${String(project_id)}`, { title: 'Northwind launch' });
  const logo = await record('brand.logo', { name: 'Compass' }, { summary: 'The compass' });
  const slogan = await record('copy.slogan', 'Find your way', { summary: 'Find your way' });
  await approve(logo, slogan);
  const hero = await record(
    'page.hero',
    { height: 480 },
    { ...from(logo, slogan), summary: 'The first screen' },
  );
  await approve(hero);
  const video = await record('video.intro', { seconds: 30 }, { ...from(hero), summary: 'Half a minute' });
  const banner = await record(
    'ads.banner',
    { size: '728x90' },
    { ...from(logo), summary: 'For the newsletter' },
  );
  const nextLogo = await record('brand.logo', { name: 'North' }, { summary: 'The north star' });
  await approve(nextLogo);
  versions = { logo, nextLogo, hero, video, banner };
});
afterAll(() => studio.close());

describe('What is stale', () => {
  test('is marked in the queue', async () => {
    const page = await studio.open(`/artifacts?project=${String(project)}`);
    const row = page.locator(`[data-version="${versions.banner.id}"]`);
    await row.getByText('Stale').waitFor();
    const mark = row.getByRole('note');
    expect(await mark.getAttribute('aria-label')).toContain('Made from brand.logo v1, which v2 has replaced');
    await screenshot(page, 'stale-queue');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('is explained to the reviewer, with the way from the input', async () => {
    const page = await studio.open(`/artifacts/review/${versions.video.id}`);
    await page.getByText('Made from brand.logo v1, which v2 has replaced (by way of page.hero v1)').waitFor();
    await page.getByRole('region', { name: 'Made from and used by' }).waitFor();
    await screenshot(page, 'stale-review');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: /^Made from brand\.logo v1/ }).click();
    await page.waitForURL(`**/artifacts/review/${versions.logo.id}`);
  });

  test('is marked in the tree of the project', async () => {
    const page = await studio.open(`/artifacts/projects/${String(project)}`);
    const entry = page.locator('.entry', { hasText: 'hero' });
    await entry.getByText('Stale').waitFor();
    expect(await page.locator('.entry', { hasText: 'logo' }).getByText('Stale').count()).toBe(0);
    await screenshot(page, 'stale-project');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('is shown beside the lineage: made from, and used by', async () => {
    const query = `project=${String(project)}&key=page.hero&at=${versions.hero.id}`;
    const page = await studio.open(`/artifacts/lineage?${query}`);
    const lists = page.getByRole('region', { name: 'Made from and used by' });
    await lists.getByRole('link', { name: 'Open brand.logo, version 1' }).waitFor();
    await lists.getByRole('link', { name: 'Open video.intro, version 1' }).waitFor();
    expect(await lists.locator('li').count()).toBe(3);
    await screenshot(page, 'stale-lineage');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('reads as well in German, in the dark and on a telephone', async () => {
    const page = await studio.open(`/artifacts/review/${versions.video.id}`, {
      language: 'de-DE',
      appearance: 'dark',
      width: 390,
      height: 844,
    });
    await page.getByText('Veraltet: gemacht aus etwas, das nicht mehr gilt').waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await screenshot(page, 'stale-390-german');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('stays known when it is approved with edits: those were made from the same', async () => {
    const page = await studio.open(`/artifacts/review/${versions.banner.id}`);
    await page.getByRole('button', { name: 'Approve with edits' }).click();
    await page.getByLabel('Value (JSON)').fill('{"size": "970x250"}');
    await page.getByRole('button', { name: 'Record and approve' }).click();
    await page.getByText('Your edit is recorded as version 2 and approved.').waitFor();
    const row = { project_id: project, schema_key: 'ads.banner', version_number: 2 };
    const edit = await studio.instance.knex('artifact_versions').where(row).first('id', 'inputs');
    expect(JSON.stringify(edit.inputs)).toContain(versions.logo.id);
  });
});
