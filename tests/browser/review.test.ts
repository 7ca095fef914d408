import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { as } from '../helpers/api.js';
import { seriousFindings } from './support/accessibility.js';
import { approve, makeNorthwind, recorded, valueToReview, type Northwind } from './support/northwind.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

let studio: Studio;
let northwind: Northwind;
beforeAll(async () => {
  studio = await openStudio();
  northwind = await makeNorthwind(studio.instance);
});
afterAll(async () => {
  await studio.close();
});

/** Opens the review page of a version and waits until it can be decided on. */
async function review(id: string, options: Parameters<Studio['open']>[1] = {}): Promise<Page> {
  const page = await studio.open(`/artifacts/review/${id}`, options);
  await page
    .getByRole('button', { name: options.language === 'de-DE' ? 'Freigeben' : 'Approve', exact: true })
    .waitFor();
  return page;
}

describe('The review page', () => {
  test('shows the proposed image beside the live one, and one over the other', async () => {
    const page = await review(northwind.logo.id);
    await page.getByAltText('northwind-logo.png, live').waitFor();
    await page.getByAltText('northwind-logo.png, proposed').waitFor();
    await screenshot(page, 'review-image');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Swipe' }).click();
    await page.getByRole('slider').fill('30');
    const clip = await page
      .getByAltText('northwind-logo.png, proposed')
      .evaluate((image) => image.style.clipPath);
    expect(clip).toBe('inset(0px 0px 0px 30%)');
    await page.getByRole('button', { name: 'Onion skin' }).click();
    const opacity = await page
      .getByAltText('northwind-logo.png, proposed')
      .evaluate((image) => image.style.opacity);
    expect(opacity).toBe('0.3');
  });

  test('shows what changed in a text, line by line and word by word', async () => {
    const page = await review(northwind.voice.id);
    await page.locator('.diff').waitFor();
    const added = await page.locator('.line.added code').allInnerTexts();
    expect(added).toContain('Never say “leverage”. Say “use”.');
    await screenshot(page, 'review-text');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('shows what changed in a value, in its place', async () => {
    const page = await review(northwind.colors.id);
    await page.getByText('2 changes').waitFor();
    expect(await page.locator('.line.replace').innerText()).toMatch(/accent[\s\S]*#ED8936[\s\S]*#DD6B20/);
    expect(await page.locator('.line.add').innerText()).toMatch(/warm[\s\S]*#FAF5EF/);
    await screenshot(page, 'review-value');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('is as readable in the dark and in German', async () => {
    const page = await review(northwind.logo.id, { appearance: 'dark', language: 'de-DE' });
    await page.getByText('Frühere Rückmeldungen zu diesem Schlüssel').waitFor();
    await screenshot(page, 'review-dark-german');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('fits a telephone', async () => {
    const page = await review(northwind.logo.id, { width: 390, height: 844 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await screenshot(page, 'review-390');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('approves with the content hash that was on the screen', async () => {
    const { version } = await valueToReview(studio.instance, { headline: 'North, always' });
    const page = await review(version.id);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('You approved version 1.').waitFor();

    const { status, entries } = await recorded(studio.instance, version.id);
    expect(status).toBe('approved');
    expect(entries).toMatchObject([
      { action: 'approve', actor_id: studio.instance.reviewer.id, content_hash: version.content_hash },
    ]);
  });

  test('rejects with a reason, and not without one', async () => {
    const { version } = await valueToReview(studio.instance, { headline: 'Synergy' });
    const page = await review(version.id);
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByText('Please give a reason').waitFor();
    expect((await recorded(studio.instance, version.id)).status).toBe('pending');

    await page.getByLabel(/^Reason/).fill('Nobody talks like that');
    await page.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByText('You rejected version 1.').waitFor();

    const { status, entries } = await recorded(studio.instance, version.id);
    expect(status).toBe('rejected');
    expect(entries).toMatchObject([{ action: 'reject', reason: 'Nobody talks like that' }]);

    // The next one of this reviewer offers the reason again.
    const next = await valueToReview(studio.instance, { headline: 'Synergy 2' });
    await page.goto(`${studio.instance.url}/admin/artifacts/review/${next.version.id}`);
    await page.getByRole('button', { name: 'Nobody talks like that' }).click();
    expect(await page.getByLabel(/^Reason/).inputValue()).toBe('Nobody talks like that');
  });

  test('requests changes by the keyboard alone', async () => {
    const { version } = await valueToReview(studio.instance, { headline: 'Go' });
    const page = await review(version.id);
    await page.keyboard.press('?');
    await page
      .getByRole('heading', { name: 'Keyboard shortcuts' })
      .or(page.getByText('Back to the queue'))
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Back to the queue').waitFor({ state: 'hidden' });
    await page.keyboard.press('c');
    await page.keyboard.type('A verb and an object');
    await page.keyboard.press('Control+Enter');
    await page.getByText('You requested changes to version 1.').waitFor();

    const { status, entries } = await recorded(studio.instance, version.id);
    expect(status).toBe('pending');
    expect(entries).toMatchObject([{ action: 'request_changes', reason: 'A verb and an object' }]);
  });

  test('records an edit as a new version and approves it', async () => {
    const { version, projectId } = await valueToReview(studio.instance, {
      headline: 'Nroth',
      language: 'en',
    });
    const page = await review(version.id);
    await page.getByRole('button', { name: 'Approve with edits' }).click();
    await page.getByLabel('Value (JSON)').fill('{"headline": "North", "language": }');
    await page.getByText('This is not JSON yet').waitFor();
    await page.getByLabel('Value (JSON)').fill('{"headline": "North", "language": "en"}');
    await screenshot(page, 'review-edit');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Record and approve' }).click();
    await page.getByText('Your edit is recorded as version 2 and approved.').waitFor();

    const edit = await studio.instance
      .knex('artifact_versions')
      .where({ project_id: projectId, version_number: 2 })
      .first();
    expect(edit).toMatchObject({
      status: 'approved',
      parent_id: version.id,
      change_origin: 'local_modification',
    });
    expect(
      await as(studio.instance.url, studio.instance.other.token).get(
        `/items/artifact_versions/${edit.id}?fields=value`,
      ),
    ).toMatchObject({
      body: { data: { value: { headline: 'North', language: 'en' } } },
    });

    // The proposal is taken off the queue with a reason that is typed already.
    await page.keyboard.press('Control+Enter');
    await page.getByText('You rejected version 1.').waitFor();
    expect((await recorded(studio.instance, version.id)).entries).toMatchObject([
      { action: 'reject', reason: 'Approved with edits as version 2.' },
    ]);
  });
});

describe('When another reviewer is faster', () => {
  test('the page says so and keeps the reason', async () => {
    const { version } = await valueToReview(studio.instance, { headline: 'Both look at it' });
    const page = await review(version.id);
    await page.getByLabel(/^Reason/).fill('Too long');
    await approve(studio.instance, version.id);
    await page.getByText('Somebody decided on this version before you.').waitFor();
    await page.getByText(/approved it/).waitFor();
    await screenshot(page, 'review-decided-meanwhile', [
      page.locator('.about'),
      page.getByText(/approved it/),
    ]);

    expect(await page.getByLabel(/^Reason/).inputValue()).toBe('Too long');
    const { status, entries } = await recorded(studio.instance, version.id);
    expect(status).toBe('approved');
    expect(entries).toMatchObject([{ action: 'approve', actor_id: studio.instance.secondReviewer.id }]);
  });

  test('a refused decision is explained, and nothing is changed', async () => {
    const { version } = await valueToReview(studio.instance, { headline: 'A race' });
    const page = await studio.open('/artifacts/queue');
    // The news of the other decision must not arrive before ours is tried.
    await page.routeWebSocket(/websocket/, () => undefined);
    await page.goto(`${studio.instance.url}/admin/artifacts/review/${version.id}`);
    await page.getByRole('button', { name: 'Reject', exact: true }).waitFor();
    const second = as(studio.instance.url, studio.instance.secondReviewer.token);
    await second.post('/artifacts/decisions', { version_id: version.id, action: 'reject', reason: 'First' });
    await page.getByLabel(/^Reason/).fill('Second');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('Somebody decided on this version before you.').first().waitFor();

    expect(await page.getByLabel(/^Reason/).inputValue()).toBe('Second');
    expect((await recorded(studio.instance, version.id)).entries).toMatchObject([
      { action: 'reject', reason: 'First' },
    ]);
  });

  test('content that moved is shown before it can be decided on', async () => {
    const { version } = await valueToReview(studio.instance, { headline: 'Before' });
    const page = await studio.open('/artifacts/queue');
    await page.routeWebSocket(/websocket/, () => undefined);
    await page.goto(`${studio.instance.url}/admin/artifacts/review/${version.id}`);
    await page.getByText('"Before"').waitFor();
    const second = as(studio.instance.url, studio.instance.secondReviewer.token);
    await second.patch(`/items/artifact_versions/${version.id}`, { value: { headline: 'After' } });
    await page.getByLabel(/^Reason/).fill('Fine');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('"After"').waitFor();

    expect(await page.getByText('The content changed while you looked at it.').count()).toBeGreaterThan(0);
    expect(await page.getByLabel(/^Reason/).inputValue()).toBe('Fine');
    expect(await recorded(studio.instance, version.id)).toMatchObject({ status: 'pending', entries: [] });
  });
});
