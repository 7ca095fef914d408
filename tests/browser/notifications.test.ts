import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from './support/accessibility.js';
import { makeNorthwind } from './support/northwind.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

const SLOW = { timeout: 180_000 };

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
  await makeNorthwind(studio.instance);
}, 300_000);
afterAll(async () => {
  await studio.close();
});

async function stored(): Promise<Record<string, unknown>> {
  const { instance } = studio;
  const row: Record<string, unknown> = await instance
    .knex('artifact_review_settings')
    .where({ user_id: instance.reviewer.id })
    .first();
  return row;
}

/** Chooses from one of the Studio's selects, which open a menu outside of the dialog. */
async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.locator('.v-card').getByLabel(label, { exact: true }).first().click();
  await page.locator('.v-menu-content .v-list-item', { hasText: option }).first().click();
}

async function openDialog(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
}

describe('Notifications, in the Studio', () => {
  test(
    'a reviewer sees what waits for them, and sets how they are told and who stands in',
    SLOW,
    async () => {
      const page = await studio.open('/artifacts/queue');
      await openDialog(page, 'Notifications');
      const dialog = page.locator('.v-card').first();
      await dialog.getByText('3 versions wait for you.').waitFor();
      await choose(page, 'Tell me', /^Once a day$/);
      await choose(page, 'At', /^05:00 AM$/);
      await dialog.getByLabel('Back at').fill('2027-12-24T08:00');
      await choose(page, 'Tell instead', 'Sascha');
      await screenshot(page, 'queue-notifications');
      expect(await seriousFindings(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await expect.poll(stored).toMatchObject({
        mode: 'digest',
        digest_hour: 5,
        delegate_to: studio.instance.secondReviewer.id,
      });
      const { away_until: until } = await stored();
      expect(new Date(until as string).toISOString()).toBe('2027-12-24T08:00:00.000Z');

      await openDialog(page, 'Notifications');
      expect(await dialog.getByLabel('Back at').inputValue()).toBe('2027-12-24T08:00');
      await dialog.getByLabel('Back at').fill('2020-12-24T08:00');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('"away_until" must lie in the future').waitFor();
      await dialog.getByLabel('Back at').fill('');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await expect.poll(async () => dialog.isVisible()).toBe(false);
    },
  );

  test('fits a phone, in German and in the dark', SLOW, async () => {
    const page = await studio.open('/artifacts/queue', {
      who: 'admin',
      width: 390,
      height: 844,
      appearance: 'dark',
      language: 'de-DE',
    });
    await openDialog(page, 'Benachrichtigungen');
    await page.getByText('3 Versionen warten auf Sie.').waitFor();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await screenshot(page, 'queue-notifications-390-dark');
    expect(await seriousFindings(page)).toEqual([]);
  });
});
