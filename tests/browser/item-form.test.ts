import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { expectData } from '../helpers/sample.js';
import { type BusinessCard, businessCard } from './support/business-card.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

let studio: Studio;
let card: BusinessCard;
beforeAll(async () => {
  studio = await openStudio();
  card = await businessCard(studio.instance);
  const admin = as(studio.instance.url, studio.instance.admin.token);
  // As docs/operations.md tells an operator to.
  expectData(
    await admin.post<{ data?: unknown }>('/fields/artifact_versions', {
      field: 'lineage_graph',
      type: 'alias',
      meta: { special: ['alias', 'no-data'], interface: 'artifact-lineage', sort: 1, width: 'full' },
    }),
  );
});
afterAll(async () => {
  await studio.close();
});

describe('Our parts in the Studio’s own pages', () => {
  test('the form of a version shows the lineage around it, and leads to the whole', async () => {
    const page = await studio.open(`/content/artifact_versions/${card.theirs.id}`);
    const graph = page.getByRole('application');
    await graph.getByRole('img', { name: /^Version 7,/ }).waitFor();
    // Three generations up is the root; the others descend from it another way.
    const numbers = await graph
      .locator('[data-version]')
      .evaluateAll((nodes) =>
        nodes.map((node) => Number(/\d+/.exec(node.getAttribute('aria-label') ?? '')?.[0])),
      );
    expect(numbers.sort()).toEqual([1, 3, 6, 7]);
    await graph.scrollIntoViewIfNeeded();
    await screenshot(page, 'item-form-lineage');
    await page.getByRole('link', { name: 'Show the whole lineage' }).click();
    await page.waitForURL((url) => url.searchParams.get('at') === card.theirs.id);
    await page.getByText('8 versions').waitFor();
  });

  test('lists show the status as an icon and a word, in the user’s language', async () => {
    const page = await studio.open('/content/artifact_versions', { language: 'de-DE' });
    const mark = page.locator('.status-mark.approved').first();
    await mark.waitFor();
    expect(await mark.innerText()).toContain('Freigegeben');
    await screenshot(page, 'status-display');
  });
});
