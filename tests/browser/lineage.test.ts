import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { insertHistory } from '../helpers/long-line.js';
import { randomHistory } from '../helpers/random-history.js';
import { seriousFindings } from './support/accessibility.js';
import { type BusinessCard, businessCard } from './support/business-card.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

let studio: Studio;
let card: BusinessCard;
beforeAll(async () => {
  studio = await openStudio();
  card = await businessCard(studio.instance);
});
afterAll(async () => {
  await studio.close();
});

const nameOf = (version: Version) => new RegExp(`^Version ${version.version_number},`);

describe('The lineage page', () => {
  test('shows where every version comes from, and the common ancestor of two that are picked', async () => {
    const page = await studio.open('/artifacts/lineage');
    await page.getByText('Whose history?').waitFor();
    await page.locator('.chooser .v-select').first().click();
    await page.locator('.v-list-item', { hasText: 'Northwind rebrand' }).click();
    await page.waitForURL((url) => url.searchParams.get('project') === card.projectId);
    await page.locator('.chooser .v-select').nth(1).click();
    await page.locator('.v-list-item', { hasText: 'deliverables.card (8)' }).click();
    await page.waitForURL((url) => url.searchParams.get('key') === 'deliverables.card');
    const graph = page.getByRole('application');
    const merged = graph.getByRole('img', { name: nameOf(card.merged) });
    await merged.waitFor();
    expect(await merged.getAttribute('aria-label')).toBe('Version 4, Rejected, Sync, made from v2, v3');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Compare two' }).click();
    await graph.getByRole('img', { name: nameOf(card.ours) }).click();
    await page.getByText('Choose the second version (B).').waitFor();
    await graph.getByRole('img', { name: nameOf(card.theirs) }).click();

    const bar = page.getByRole('region', { name: 'Compared versions' });
    await bar.getByRole('button', { name: 'v1', exact: true }).waitFor();
    await graph.getByRole('img', { name: /^Version 1,.*common ancestor/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('a')).toBe(card.ours.id);
    expect(await seriousFindings(page)).toEqual([]);
    await screenshot(page, 'lineage');

    await bar.getByRole('button', { name: 'Merge v7 into v5' }).click();
    await page.getByRole('heading', { name: 'Conflicts' }).waitFor();
  });

  test('is walked through with the keyboard alone', async () => {
    const page = await studio.open(card.lineagePath);
    const graph = page.getByRole('application');
    await graph.getByRole('img').first().waitFor();
    await page.keyboard.press('g');
    const at = () =>
      graph.evaluate((element) => {
        const id = element.getAttribute('aria-activedescendant');
        return id === null ? null : document.getElementById(id)?.getAttribute('data-version');
      });
    expect(await at()).toBe(card.afresh.id);
    await page.keyboard.press('Home');
    const walked = [await at()];
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) {
      await page.keyboard.press(key);
      walked.push(await at());
    }
    expect(walked).toEqual([card.first.id, card.red.id, card.heavier.id, card.first.id]);
    await page.keyboard.press(' ');
    await page.waitForURL((url) => url.searchParams.get('a') === card.first.id);
    const scale = () => graph.locator('svg > g').getAttribute('transform');
    const before = await scale();
    await page.keyboard.press('+');
    expect(await scale()).not.toBe(before);
  });

  test('says the same as a list', async () => {
    const page = await studio.open(`${card.lineagePath}&view=list`);
    const rows = page.getByRole('row');
    await rows.nth(1).waitFor();
    const texts = await rows.allInnerTexts();
    expect(texts).toHaveLength(9);
    expect(texts[5]).toContain('v2 + v3');
    const numbers = await studio.instance
      .knex('artifact_versions')
      .where({ project_id: card.projectId })
      .orderBy('version_number', 'desc')
      .pluck('version_number');
    expect(texts.slice(1).map((text) => Number(/Version (\d+)/.exec(text)?.[1]))).toEqual(numbers);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('draws what is on the screen of 500 versions, and all of them from far away', async () => {
    const line = { projectId: card.projectId, schemaKey: 'long.line' };
    const ids = await insertHistory(studio.instance.knex, line, randomHistory(3, 500));
    const page = await studio.open(`/artifacts/lineage?project=${card.projectId}&key=long.line`);
    const graph = page.getByRole('application');
    await graph.getByRole('img', { name: /^Version 500,/ }).waitFor();
    // What makes it fluid: the page does not grow with the line.
    expect(await graph.locator('*').count()).toBeLessThan(1000);
    await graph.focus();
    await page.keyboard.press('0');
    await expect.poll(() => graph.locator('*').count()).toBeLessThan(20);
    const outlines = await graph
      .locator('.overview path:not(.lines)')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')?.match(/M/g)?.length ?? 0));
    expect(outlines.reduce((sum, count) => sum + count, 0)).toBe(ids.length);
    // A step of the keyboard comes close enough to read again.
    await page.keyboard.press('Home');
    await graph.getByRole('img', { name: /^Version 1,/ }).waitFor();
  });

  test('can be used in the dark, in German, and on a telephone', async () => {
    const picked = `${card.lineagePath}&a=${card.ours.id}&b=${card.theirs.id}`;
    const dark = await studio.open(picked, { appearance: 'dark', language: 'de-DE' });
    await dark.getByText('Gemeinsamer Vorfahr:').waitFor();
    await dark.getByRole('img', { name: /^Version 1,.*gemeinsamer Vorfahr/ }).waitFor();
    expect(await seriousFindings(dark)).toEqual([]);
    await screenshot(dark, 'lineage-dark');

    const small = await studio.open(picked, { width: 390, height: 844 });
    await small.getByText('Common ancestor:').waitFor({ state: 'attached' });
    await small.getByRole('img', { name: nameOf(card.first) }).waitFor({ state: 'attached' });
    const width = await small.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    await screenshot(small, 'lineage-390');
  });
});
