import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { createProject, pendingVersion } from '../helpers/sample.js';
import { seriousFindings } from './support/accessibility.js';
import { approve, makeNorthwind, recorded, valueToReview } from './support/northwind.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
  await makeNorthwind(studio.instance);
});
afterAll(async () => {
  await studio.close();
});

describe('The queue', () => {
  test('shows what waits, by project and task, to a reviewer who came through the module bar', async () => {
    const page = await studio.open('/content');
    await page.locator('.module-bar a[href$="/artifacts"]').click();

    await page.getByRole('heading', { name: 'Review queue' }).waitFor();
    await page.getByRole('heading', { name: 'Northwind rebrand' }).waitFor();
    const tasks = await page.getByRole('heading', { level: 3 }).allInnerTexts();
    expect(tasks).toEqual(['Refine the logo', 'Sharpen the tone of voice', 'Warm up the colours']);
    await page.getByText('3 versions wait').waitFor();
    await screenshot(page, 'queue');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('narrows by what the URL says, and the filters write it there', async () => {
    const other = await createProject(studio.instance, { title: 'Southwind' });
    await pendingVersion(studio.instance, { project_id: other, schema_key: 'site.title' });
    const page = await studio.open('/artifacts/queue?key=brand.l');
    await page.getByText('1 version waits').waitFor();
    expect(await page.locator('[data-version]').count()).toBe(1);

    await page.getByLabel('Key').fill('site');
    await page.getByText('site.title').waitFor();
    await page.waitForURL(/\?key=site$/);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('4 versions wait').waitFor();
    await page.getByRole('button', { name: 'Show this project only' }).last().click();
    await page.waitForURL(new RegExp(`project=${other}`));
    await page.getByText('1 version waits').waitFor();

    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('4 versions wait').waitFor();
    await page.locator('.filters .v-select').first().click();
    await page.locator('.v-menu-content .v-list-item', { hasText: 'Southwind' }).click();
    await page.waitForURL(new RegExp(`project=${other}`));
    await page.getByText('1 version waits').waitFor();
    await page.goto(`${studio.instance.url}/admin/artifacts/queue?key=nothing-has-this`);
    await page.getByText('No version matches').waitFor();
  });

  test('is walked through with the keyboard, into a version and on to the next', async () => {
    const page = await studio.open('/artifacts/queue?key=brand');
    await page.getByText('3 versions wait').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.getByText('2 of 3').waitFor();
    expect(await page.locator('.where code').innerText()).toBe('brand.voice');
    await page.keyboard.press('j');
    await page.getByText('3 of 3').waitFor();
    expect(await page.locator('.where code').innerText()).toBe('brand.colors');
    await page.keyboard.press('u');
    await page.waitForURL(/queue\?key=brand$/);
  });

  test('takes in at once what somebody records or decides elsewhere', async () => {
    const page = await studio.open('/artifacts/queue?key=copy');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('No version matches').waitFor();
    const { version } = await valueToReview(studio.instance, { headline: 'New' });
    await page.getByText(version.schema_key).waitFor();
    await approve(studio.instance, version.id);
    await page.getByText('No version matches').waitFor();
  });

  test('fits a telephone, in the dark', async () => {
    const page = await studio.open('/artifacts/queue', { width: 390, height: 844, appearance: 'dark' });
    await page.getByRole('heading', { name: 'Northwind rebrand' }).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await screenshot(page, 'queue-390-dark');
    expect(await seriousFindings(page)).toEqual([]);
  });
});

describe('A selection', () => {
  test('is decided on at once', async () => {
    const [first, second] = await twoToReview('bulk.a', 'bulk.b');
    const page = await studio.open('/artifacts/queue?key=bulk.');
    await page.getByLabel(/Select bulk\.a/).check();
    await page.getByLabel(/Select bulk\.b/).check();
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByLabel(/^Reason/).fill('The brief has changed');
    await screenshot(page, 'queue-bulk');
    await page.getByRole('button', { name: 'Reject', exact: true }).last().click();
    await page.getByText('No version matches').waitFor();

    for (const { version } of [first, second])
      expect(await recorded(studio.instance, version.id)).toMatchObject({
        status: 'rejected',
        entries: [{ action: 'reject', reason: 'The brief has changed' }],
      });
  });

  test('is left as it was when one of it was decided meanwhile, which is named', async () => {
    const [first, second] = await twoToReview('race.a', 'race.b');
    const page = await studio.open('/content');
    await page.routeWebSocket(/websocket/, () => undefined);
    await page.goto(`${studio.instance.url}/admin/artifacts/queue?key=race.`);
    await page.getByLabel(/Select race\.a/).check();
    await page.getByLabel(/Select race\.b/).check();
    const elsewhere = as(studio.instance.url, studio.instance.secondReviewer.token);
    const rejection = { version_id: second.version.id, action: 'reject', reason: 'Not this' };
    expect((await elsewhere.post('/artifacts/decisions', rejection)).status).toBe(200);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('button', { name: 'Approve', exact: true }).last().click();
    await page.getByText('It stopped at race.b, version 1.').waitFor();

    expect(await recorded(studio.instance, first.version.id)).toMatchObject({
      status: 'pending',
      entries: [],
    });
    expect(await recorded(studio.instance, second.version.id)).toMatchObject({ status: 'rejected' });
  });
});

async function twoToReview(one: string, other: string) {
  return [
    await valueToReview(studio.instance, { n: 1 }, one),
    await valueToReview(studio.instance, { n: 2 }, other),
  ] as const;
}
