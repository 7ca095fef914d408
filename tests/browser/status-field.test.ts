import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { pendingVersion, setStatus } from '../helpers/sample.js';
import { seriousFindings } from './support/accessibility.js';
import { recorded } from './support/northwind.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
  const admin = as(studio.instance.url, studio.instance.admin.token);
  await admin.patch(`/users/${studio.instance.secondReviewer.id}`, { last_name: 'Second' });
});
afterAll(async () => {
  await studio.close();
});

const newVersion = async (): Promise<string> => (await pendingVersion(studio.instance)).version.id;
const openForm = (id: string, options = {}): Promise<Page> =>
  studio.open(`/content/artifact_versions/${id}`, options);
const colleague = () => as(studio.instance.url, studio.instance.secondReviewer.token);

/** Waits until the field offers exactly these, as `[status, chosen]`: until it knows the user's rights, it offers less. */
async function expectOffered(page: Page, wanted: [string, boolean][]): Promise<void> {
  const radios = page.getByRole('radiogroup', { name: 'Status' }).getByRole('radio');
  const offered = () =>
    radios.evaluateAll((all) =>
      all
        .filter((radio) => radio instanceof HTMLInputElement)
        .map((radio): [string, boolean] => [radio.value, radio.checked]),
    );
  await expect.poll(offered, { timeout: 20_000 }).toEqual(wanted);
}
const save = (page: Page) => page.keyboard.press('Control+s');

describe('The status in the form of a version', () => {
  test('offers what the version can become, and rejects with the reason that it asks for', async () => {
    const id = await newVersion();
    const page = await openForm(id);
    await expectOffered(page, [
      ['pending', true],
      ['approved', false],
      ['rejected', false],
    ]);
    await page.getByRole('radio', { name: 'Rejected' }).check();
    await page.locator('[data-field="rejection_reason"] textarea').fill('Too small to read');
    await screenshot(page, 'item-form-status');
    expect(await seriousFindings(page, ['[data-field="status"]'])).toEqual([]);
    await save(page);

    await page.getByText('This is final.').waitFor();
    await expectOffered(page, [['rejected', true]]);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await recorded(studio.instance, id)).toMatchObject({
      status: 'rejected',
      entries: [{ action: 'reject', reason: 'Too small to read' }],
    });
  });

  test('offers only the revoke of what is approved, and nothing for a new version', async () => {
    const id = await newVersion();
    const page = await openForm(id);
    await page.getByRole('radio', { name: 'Approved' }).check();
    await save(page);
    await page.getByText('takes the approval back').waitFor();
    await expectOffered(page, [
      ['approved', true],
      ['rejected', false],
    ]);
    expect((await recorded(studio.instance, id)).status).toBe('approved');
    await page.goto(`${studio.instance.url}/admin/content/artifact_versions/+`);
    await page.getByText('Every version is pending at first.').waitFor();
    await expectOffered(page, [['pending', true]]);
  });

  test('says in a stale form who decided and why, before anything is saved', async () => {
    const id = await newVersion();
    const page = await openForm(id);
    await page.getByRole('radio', { name: 'Approved' }).check();
    await setStatus(colleague(), id, 'rejected', { rejection_reason: 'The brief has changed' });

    const notice = page.getByRole('alert').filter({ hasText: 'while the form was open' });
    await notice.getByText('Sascha Second rejected it').waitFor();
    expect(await notice.innerText()).toMatch(/The brief has changed.*cannot be saved/s);
    await screenshot(page, 'item-form-stale');
    await expectOffered(page, [['rejected', false]]);
    await save(page);
    await page.getByText('Perhaps somebody decided while the form was open').waitFor();
    expect((await recorded(studio.instance, id)).entries).toHaveLength(1);
  });

  test('warns that a rejection would take back what somebody has approved meanwhile', async () => {
    const id = await newVersion();
    const page = await openForm(id, { language: 'de-DE' });
    await page.getByRole('radio', { name: 'Abgelehnt' }).check();
    await setStatus(colleague(), id, 'approved');
    await page.getByText('Sascha Second hat sie freigegeben').waitFor();
    await page.getByText('Ihre Wahl nähme diese Freigabe jetzt zurück.').waitFor();
  });

  test('offers for several at once what any of them can become', async () => {
    const ids = [await newVersion(), await newVersion()];
    const page = await studio.open('/content/artifact_versions?sort=-date_created');
    for (const box of [0, 1]) await page.locator('tbody .v-checkbox, tbody [role=checkbox]').nth(box).click();
    await page.locator('.actions button', { has: page.locator('[data-icon="edit"]') }).click();
    await page.getByRole('radiogroup', { name: 'Status' }).waitFor();
    await expectOffered(page, [
      ['approved', false],
      ['rejected', false],
    ]);
    await page
      .locator('[data-field="status"] .v-checkbox, [data-field="status"] [role=checkbox]')
      .first()
      .click();
    await page.getByRole('radio', { name: 'Approved' }).check();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(async () => Promise.all(ids.map(async (id) => (await recorded(studio.instance, id)).status)))
      .toEqual(['approved', 'approved']);
  });
});
