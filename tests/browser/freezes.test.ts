import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Freeze } from '../../src/domain/freezes.js';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { createTask, expectData, recordVersion } from '../helpers/sample.js';
import { seriousFindings } from './support/accessibility.js';
import { makeNorthwind, type Northwind } from './support/northwind.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

const REASON = 'Launch week: nothing changes before Monday';
const SLOW = { timeout: 180_000 };

let studio: Studio;
let northwind: Northwind;
let path: string;
beforeAll(async () => {
  studio = await openStudio();
  northwind = await makeNorthwind(studio.instance);
  path = `/artifacts/projects/${northwind.projectId}`;
}, 300_000);
afterAll(async () => {
  await studio.close();
});

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

const stored = async (): Promise<Freeze[]> =>
  studio.instance.knex('artifact_freezes').where({ project_id: northwind.projectId }).orderBy('frozen_at');

const stateOf = async (id: string): Promise<Version> => {
  const [row]: Version[] = await studio.instance.knex('artifact_versions').where({ id });
  if (row === undefined) throw new Error(`There is no version ${id}`);
  return row;
};

/** A field for day and time, as the browser takes it, so many hours from now. */
const hoursAhead = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16);

describe('Freezing, in the Studio', () => {
  test('a key is frozen from its place in the tree, with a reason, and shows its lock', SLOW, async () => {
    const page = await studio.open(path, { who: 'admin' });
    await page.getByRole('button', { name: 'Freeze brand', exact: true }).click();
    const dialog = page.locator('.v-card').first();
    expect(await dialog.getByLabel('Schema key').inputValue()).toBe('brand');
    const freeze = dialog.getByRole('button', { name: 'Freeze', exact: true });
    expect(await freeze.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill(REASON);
    await screenshot(page, 'project-freeze-dialog');
    expect(await seriousFindings(page)).toEqual([]);
    await freeze.click();

    const panel = page.getByLabel('Frozen, and scheduled');
    await panel.getByText(REASON).waitFor();
    await page.getByRole('button', { name: /^brand\.logo is frozen, by .*Launch week/ }).waitFor();
    expect(await stored()).toMatchObject([
      { schema_key: 'brand', reason: REASON, frozen_by: studio.instance.admin.id, lifted_at: null },
    ]);
  });

  test(
    'the review page says so, approving for a time goes on, and the time can be changed',
    SLOW,
    async () => {
      const page = await studio.open(`/artifacts/review/${northwind.colors.id}`);
      await page.getByText(/This key is frozen, by .*Launch week/).waitFor();
      await page.getByLabel('Promote at').fill(hoursAhead(48));
      await screenshot(page, 'review-frozen');
      expect(await seriousFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByText('You approved version 2.').waitFor();
      await page.getByText('It waits: its key is frozen.').waitFor();
      await page.getByText(/It goes live .*\d/).waitFor();
      const before = await stateOf(northwind.colors.id);
      expect(before).toMatchObject({ status: 'approved', promoted_context_version: null });
      expect(before.promote_at).not.toBeNull();

      await page.getByRole('button', { name: 'Change the time' }).click();
      await page.getByLabel('Promote at').fill(hoursAhead(72));
      await page.getByRole('button', { name: 'Change the time' }).click();
      await expect
        .poll(async () => (await stateOf(northwind.colors.id)).promote_at)
        .not.toEqual(before.promote_at);
      await screenshot(page, 'review-scheduled');
      expect(await seriousFindings(page)).toEqual([]);

      const narrow = await studio.open(`/artifacts/review/${northwind.logo.id}`, {
        width: 390,
        height: 844,
        appearance: 'dark',
        language: 'de-DE',
      });
      await narrow.getByText(/Dieser Schlüssel ist eingefroren, von /).waitFor();
      expect(await overflow(narrow)).toBeLessThanOrEqual(0);
      await screenshot(narrow, 'review-frozen-390-dark');
      expect(await seriousFindings(narrow)).toEqual([]);
    },
  );

  test('a reviewer sees what is frozen and scheduled, and has no buttons for it', SLOW, async () => {
    const page = await studio.open(path);
    const panel = page.getByLabel('Frozen, and scheduled');
    await panel.getByText(REASON).waitFor();
    await panel.getByText('1 version is scheduled').waitFor();
    await panel.getByRole('link', { name: /brand\.colors/ }).waitFor();
    await page.getByRole('img', { name: /^brand\.logo is frozen/ }).waitFor();
    expect(await page.getByRole('button', { name: /Freeze|Lift/ }).count()).toBe(0);
    await screenshot(page, 'project-frozen');
    expect(await seriousFindings(page)).toEqual([]);
    const narrow = await studio.open(path, {
      who: 'admin',
      width: 390,
      height: 844,
      appearance: 'dark',
      language: 'de-DE',
    });
    await narrow.getByRole('button', { name: 'Einfrieren aufheben', exact: true }).waitFor();
    expect(await overflow(narrow)).toBeLessThanOrEqual(0);
    await screenshot(narrow, 'project-frozen-390-dark');
    expect(await seriousFindings(narrow)).toEqual([]);
  });

  test('lifted with a reason, what waited goes live, and the page says how much', SLOW, async () => {
    const { instance } = studio;
    const agent = as(instance.url, instance.agent.token);
    const task = await createTask(instance, northwind.projectId, { status: 'done' });
    const line = { project_id: northwind.projectId, schema_key: 'brand.fonts', source_task_id: task };
    const fonts = await recordVersion(agent, { ...line, value: { text: 'Inter' } });
    const reviewer = as(instance.url, instance.reviewer.token);
    const decision = { version_id: fonts.id, action: 'approve' };
    expectData(await reviewer.post<{ data?: object }>('/artifacts/decisions', decision));

    const page = await studio.open(path, { who: 'admin' });
    await page.getByRole('button', { name: 'Lift the freeze', exact: true }).click();
    const dialog = page.locator('.v-card').first();
    await dialog.getByText('Lift this freeze?').waitFor();
    await dialog.getByLabel(/Reason/).fill('It is launched');
    await dialog.getByRole('button', { name: 'Lift the freeze', exact: true }).click();
    await page.getByText('The freeze is lifted, and 1 version went live.').waitFor();
    expect(await stored()).toMatchObject([{ lifted_by: instance.admin.id, lift_reason: 'It is launched' }]);
    expect((await stateOf(fonts.id)).promoted_context_version).not.toBeNull();
    await page.getByRole('button', { name: 'Freeze brand.logo', exact: true }).waitFor();
    await screenshot(page, 'project-lifted');
  });
});
