import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Version } from '../../../src/domain/words.js';
import { pendingVersion } from '../../helpers/sample.js';
import { businessCard } from '../support/business-card.js';
import { approve, makeNorthwind, recorded, type Northwind, valueToReview } from '../support/northwind.js';
import { openStudio, type Studio } from '../support/studio.js';

// The ways through the desk in short, for another Directus or database than the one that the other tests use.
let studio: Studio;
let northwind: Northwind;
beforeAll(async () => {
  studio = await openStudio();
  northwind = await makeNorthwind(studio.instance);
});
afterAll(async () => {
  await studio.close();
});

test('the queue leads to a version, which is approved, and on to the next, which is rejected', async () => {
  const page = await studio.open('/content');
  await page.locator('.module-bar a[href$="/artifacts"]').click();
  await page.getByText('3 versions wait').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.getByAltText('northwind-logo.png, live').waitFor();
  await page.keyboard.press('a');
  await page.keyboard.press('Control+Enter');
  await page.getByText('You approved version 2.').waitFor();
  await page.keyboard.press('j');
  await page.locator('.line.added code').first().waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('Too short');
  await page.keyboard.press('Control+Enter');
  await page.getByText('You rejected version 2.').waitFor();

  const actor_id = studio.instance.reviewer.id;
  const { content_hash } = northwind.logo;
  expect(await recorded(studio.instance, northwind.logo.id)).toMatchObject({
    status: 'approved',
    entries: [{ action: 'approve', actor_id, content_hash }],
  });
  expect(await recorded(studio.instance, northwind.voice.id)).toMatchObject({
    status: 'rejected',
    entries: [{ action: 'reject', actor_id, reason: 'Too short' }],
  });
});

test('several are decided on at once', async () => {
  const versions = [
    (await valueToReview(studio.instance, 1, 'bulk.a')).version,
    (await valueToReview(studio.instance, 2, 'bulk.b')).version,
  ];
  const page = await studio.open('/artifacts/queue?key=bulk.');
  for (const name of [/Select bulk\.a/, /Select bulk\.b/]) await page.getByLabel(name).check();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByRole('button', { name: 'Approve', exact: true }).last().click();
  await page.getByText('No version matches').waitFor();
  for (const { id } of versions) expect((await recorded(studio.instance, id)).status).toBe('approved');
});

test('whoever is slower is told so and loses no reason', async () => {
  const { version } = await valueToReview(studio.instance, { headline: 'Both look at it' });
  const page = await studio.open(`/artifacts/review/${version.id}`);
  await page.getByLabel(/^Reason/).fill('Too long');
  await approve(studio.instance, version.id);
  await page.getByText('Somebody decided on this version before you.').waitFor();
  await page.getByText(/^Sascha approved it/).waitFor();
  expect(await page.getByLabel(/^Reason/).inputValue()).toBe('Too long');
  expect((await recorded(studio.instance, version.id)).entries).toHaveLength(1);
});

test('two versions are merged with their conflicts settled', async () => {
  const card = await businessCard(studio.instance);
  const page = await studio.open(`/artifacts/merge?ours=${card.ours.id}&theirs=${card.theirs.id}`);
  for (const settled of [0, 1, 2, 3]) {
    await page.getByText(`${settled} of 4 settled`).waitFor();
    await page.keyboard.press('o');
  }
  await page.getByText('4 of 4 settled').waitFor();
  await page.getByRole('button', { name: 'Create the merged version' }).click();
  await page.getByText('Version 9 was created and waits for review.').waitFor();
  const merged = (await studio.instance
    .knex('artifact_versions')
    .where({ project_id: card.projectId, version_number: 9 })
    .first()) as Version;
  expect(merged).toMatchObject({
    status: 'pending',
    parent_id: card.ours.id,
    merge_parent_id: card.theirs.id,
  });
});

test('the form of a version offers what it can become', async () => {
  const { version } = await pendingVersion(studio.instance);
  const page = await studio.open(`/content/artifact_versions/${version.id}`);
  const radios = page.getByRole('radiogroup', { name: 'Status' }).getByRole('radio');
  await page.getByRole('radio', { name: 'Approved' }).check();
  expect(await radios.count()).toBe(3);
  await page.keyboard.press('Control+s');
  await page.getByText('takes the approval back').waitFor();
  expect(await radios.count()).toBe(2);
  expect(await recorded(studio.instance, version.id)).toMatchObject({
    status: 'approved',
    entries: [{ action: 'approve', actor_id: studio.instance.reviewer.id }],
  });
});
