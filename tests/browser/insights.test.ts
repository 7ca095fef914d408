import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { expectData } from '../helpers/sample.js';
import { seriousFindings } from './support/accessibility.js';
import { type BusinessCard, businessCard } from './support/business-card.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

const DAYS = 14;
const PANELS = ['artifact-waiting', 'artifact-decision-time', 'artifact-approval-rate'];

let studio: Studio;
let card: BusinessCard;
let page: Page;
beforeAll(async () => {
  studio = await openStudio();
  card = await businessCard(studio.instance);
  const admin = as(studio.instance.url, studio.instance.admin.token);
  const dashboard = expectData(
    await admin.post<{ data?: { id: string } }>('/dashboards', { name: 'Review', icon: 'rate_review' }),
  );
  for (const [index, type] of PANELS.entries()) {
    const place = { position_x: 1 + (index % 2) * 25, position_y: 1 + Math.floor(index / 2) * 15 };
    const options = { project: { key: card.projectId, collection: 'projects' }, days: DAYS };
    const panel = {
      dashboard: dashboard.id,
      type,
      width: 24,
      height: 14,
      show_header: true,
      name: type,
      options,
    };
    expectData(await admin.post<{ data?: unknown }>('/panels', { ...panel, ...place }));
  }
  // Whoever may see dashboards is up to the operator; reviewers may not by themselves.
  page = await studio.open(`/insights/${dashboard.id}`, { who: 'admin' });
});
afterAll(async () => {
  await studio.close();
});

describe('The panels', () => {
  test('say how many wait, as the database does', async () => {
    const waiting = page
      .locator('.panel-container, .v-workspace-tile')
      .filter({ hasText: 'Waiting for review' })
      .first();
    await waiting.getByRole('img', { name: 'Waiting for review' }).waitFor();
    await waiting.getByText('As a table').click();
    const rows = await waiting.getByRole('row').allInnerTexts();
    const [{ count }] = (await studio.instance
      .knex('artifact_versions')
      .where({ project_id: card.projectId, status: 'pending' })
      .count({ count: '*' })) as [{ count: number | string }];
    expect(rows).toHaveLength(DAYS + 1);
    expect(rows.at(-1)).toMatch(new RegExp(`\\s${count}$`));
    expect(rows[1]).toMatch(/\s0$/);
    await waiting.getByText('As a table').click();
  });

  test('say how long decisions took, and how much was approved', async () => {
    // v1, v2 and v5 were approved, v4 was rejected.
    await page.getByText('4 decisions').waitFor();
    const key = page.getByRole('row').filter({ hasText: 'deliverables.card' });
    expect(await key.innerText()).toMatch(/75\s?%\s+3 \/ 4/);
    const local = page.getByRole('row').filter({ hasText: 'Local modification' });
    expect(await local.innerText()).toMatch(/100\s?%\s+2 \/ 2/);
    expect(await seriousFindings(page, ['.panel'])).toEqual([]);
    await screenshot(page, 'insights');
  });
});
