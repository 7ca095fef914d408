import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { readVersion } from '../helpers/sample.js';
import { seriousFindings } from './support/accessibility.js';
import { type BusinessCard, businessCard } from './support/business-card.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio, type TabOptions } from './support/studio.js';

let studio: Studio;
let card: BusinessCard;
beforeAll(async () => {
  studio = await openStudio();
  card = await businessCard(studio.instance);
});
afterAll(async () => {
  await studio.close();
});

const open = (theirs: Version, options?: TabOptions) =>
  studio.open(`/artifacts/merge?ours=${card.ours.id}&theirs=${theirs.id}`, options);
const conflictAt = (page: Page, path: string) => page.getByRole('region', { name: `Conflict at ${path}` });
const newest = () =>
  studio.instance
    .knex('artifact_versions')
    .where({ project_id: card.projectId })
    .orderBy('version_number', 'desc')
    .first();

describe('The merge page', () => {
  test('settles conflicts one by one, keeps that over a reload, and records what the preview shows', async () => {
    const page = await open(card.theirs);
    await conflictAt(page, '/paper').waitFor();
    await page.getByText('0 of 4 settled').waitFor();
    expect(await page.getByRole('button', { name: 'Create the merged version' }).isDisabled()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Use theirs' }).click();
    await conflictAt(page, '/color').getByRole('button', { name: 'Write a value of your own' }).click();
    await page.getByLabel('Value (JSON)').fill('"teal');
    await page.getByText('This is not JSON yet.').waitFor();
    await page.getByLabel('Value (JSON)').fill('"teal"');
    await page.getByRole('button', { name: 'Use this value' }).click();
    await conflictAt(page, '/fonts/0/weight').waitFor();
    await screenshot(page, 'merge');

    await page.reload();
    await page.getByText('2 of 4 settled').waitFor();
    await conflictAt(page, '/fonts/0/weight').waitFor();
    await page.keyboard.press('b');
    await conflictAt(page, '/finish').waitFor();
    await page.keyboard.press('o');
    await page.getByText('4 of 4 settled').waitFor();
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByText('"teal"').waitFor();
    await preview.getByText('/corner', { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await preview.getByRole('heading', { name: 'Summary' }).scrollIntoViewIfNeeded();
    await screenshot(page, 'merge-preview');
    await page.getByRole('button', { name: 'Create the merged version' }).click();
    await page.getByText('Version 9 was created and waits for review.').waitFor();

    const row = (await newest()) as Version;
    expect(row).toMatchObject({
      version_number: 9,
      status: 'pending',
      parent_id: card.ours.id,
      merge_parent_id: card.theirs.id,
      user_created: studio.instance.reviewer.id,
    });
    expect((await readVersion(studio.instance, row.id)).value).toEqual({
      paper: 350,
      color: 'teal',
      size: 'A7',
      fonts: [{ name: 'Inter', weight: 400 }],
      finish: 'matt',
      corner: 'round',
    });
    expect(await page.getByRole('link', { name: 'Review it' }).getAttribute('href')).toContain(row.id);
  });

  test('asks for a base where there is no common ancestor, and keeps it in the URL', async () => {
    const before = (await newest()) as Version;
    const page = await open(card.afresh);
    await page.getByText('These versions have no common ancestor').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /^Version 1 / }).click();
    await page.waitForURL((url) => url.searchParams.get('base') === card.first.id);
    await page.getByRole('heading', { name: 'Preview' }).waitFor();
    expect(((await newest()) as Version).id).toBe(before.id);
  });

  test('says so when there is nothing to merge', async () => {
    const page = await open(card.red);
    await page.getByText('v5 contains v2 already').waitFor();
    expect(await page.getByRole('button', { name: 'Create the merged version' }).count()).toBe(0);
  });

  test('can be used in the dark, in German, and on a telephone', async () => {
    const dark = await open(card.theirs, { appearance: 'dark', language: 'de-DE' });
    await dark.getByText('0 von 4 entschieden').waitFor();
    expect(await seriousFindings(dark)).toEqual([]);
    await screenshot(dark, 'merge-dark');
    const small = await open(card.theirs, { width: 390, height: 844 });
    await small.getByText('0 of 4 settled').waitFor();
    expect(await small.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await screenshot(small, 'merge-390');
  });
});
