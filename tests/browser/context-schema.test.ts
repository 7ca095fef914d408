import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { seriousFindings } from './support/accessibility.js';
import { makeNorthwind, recorded, type Northwind } from './support/northwind.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

/** What the colours must be by now: the warm neutral that was proposed is one too many, and there is no contrast. */
const COLORS = {
  type: 'object',
  required: ['primary', 'contrast'],
  properties: { neutral: { type: 'object', maxProperties: 2 }, contrast: { type: 'number' } },
};
const SCHEMA = {
  'brand.logo': { artifact: { description: 'The mark, on white', files: { min: 1, mime: ['image/*'] } } },
  'brand.voice': true,
  'brand.colors': { artifact: { description: 'Palette with the contrast of text', schema: COLORS } },
  'brand.fonts': { artifact: { description: 'Typefaces, with their licences' } },
  'deliverables.letterhead': { artifact: { files: { mime: ['application/pdf'] } } },
  'deliverables.poster': { artifact: { required: false } },
};

let studio: Studio;
let northwind: Northwind;
beforeAll(async () => {
  studio = await openStudio();
  northwind = await makeNorthwind(studio.instance);
  const { instance } = studio;
  const agent = as(instance.url, instance.agent.token);
  const fonts = { project_id: northwind.projectId, schema_key: 'brand.fonts', value: { text: 'Inter' } };
  await agent.post('/artifacts/versions', fonts);
  const admin = as(instance.url, instance.admin.token);
  await admin.patch(`/items/projects/${northwind.projectId}`, { context_schema: SCHEMA });
});
afterAll(async () => {
  await studio.close();
});

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

describe('The schema of a project', () => {
  test('is held against a version on the review page, and approving it is refused with the places', async () => {
    const { colors } = northwind;
    const page = await studio.open(`/artifacts/review/${colors.id}`);
    await page.getByText('Does not follow the schema, in 2 places').waitFor();
    await page.getByText('/neutral', { exact: true }).waitFor();
    await page.getByText("must have required property 'contrast'").waitFor();
    await page.getByText('Not followed (brand.colors)').waitFor();
    await screenshot(page, 'review-schema');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('This does not follow the schema that the project has for this key.').waitFor();
    expect(await recorded(studio.instance, colors.id)).toMatchObject({ status: 'pending', entries: [] });

    const narrow = await studio.open(`/artifacts/review/${colors.id}`, {
      width: 390,
      height: 844,
      appearance: 'dark',
      language: 'de-DE',
    });
    await narrow.getByText('Folgt dem Schema nicht, an 2 Stellen').waitFor();
    expect(await overflow(narrow)).toBeLessThanOrEqual(0);
    await screenshot(narrow, 'review-schema-390-dark');
    expect(await seriousFindings(narrow)).toEqual([]);

    const fine = await studio.open(`/artifacts/review/${northwind.logo.id}`);
    await fine.getByText('Followed (brand.logo)', { exact: true }).waitFor();
  });

  test('shows on the project page what is missing and what waits', async () => {
    const path = `/artifacts/projects/${northwind.projectId}`;
    // First: logging in once more ends the session of the tab before.
    const narrow = await studio.open(path, { width: 390, height: 844, appearance: 'dark' });
    await narrow.getByText('2 of 5 required keys are live').waitFor();
    expect(await overflow(narrow)).toBeLessThanOrEqual(0);
    await screenshot(narrow, 'project-completeness-390-dark');
    expect(await seriousFindings(narrow)).toEqual([]);

    const page = await studio.open(path);
    await page.getByText('2 of 5 required keys are live').waitFor();
    await page.locator('.entry').first().waitFor();
    const rows = await page.getByLabel('Completeness').getByRole('listitem').allInnerTexts();
    expect(rows.map((row) => row.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/Against the schema ?brand.colors.*Review version 2/),
      expect.stringMatching(/Waits for review ?brand.fonts.*Review version 1/),
      expect.stringMatching(/Missing ?deliverables.letterhead/),
    ]);
    await screenshot(page, 'project-completeness');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('link', { name: 'Review version 1' }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('You approved version 1.').waitFor();
    await page.goto(`${studio.instance.url}/admin${path}`);
    // Its task is none, so it went live at once.
    await page.getByText('3 of 5 required keys are live').waitFor();
  });

  test('is refused by the item form, which says where it is wrong', async () => {
    const page = await studio.open(`/content/projects/${northwind.projectId}`, { who: 'admin' });
    const editor = page
      .locator('.field')
      .filter({ hasText: 'Context schema' })
      .locator('.cm-content, .CodeMirror')
      .first();
    await editor.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('{"brand.logo": {"properties": {"size": {"type": "nmuber"}}}}');
    await page.keyboard.press('Control+S');
    await page.getByText('/brand.logo/properties/size/type').first().waitFor();
    await screenshot(page, 'item-form-schema');
    const stored: { context_schema: unknown } = await studio.instance
      .knex('projects')
      .where({ id: northwind.projectId })
      .first();
    expect(JSON.stringify(stored.context_schema)).toContain('letterhead');
  });
});
