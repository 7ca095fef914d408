import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { as } from '../helpers/api.js';
import { expectData } from '../helpers/sample.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

/** What each operation is called in the editor of Flows, and the first thing that its form asks for. */
const FORMS: Record<string, [name: string, first: string]> = {
  'artifact-record': ['Record artifact', 'Project'],
  'artifact-decide': ['Decide on artifact', 'Version'],
  'artifact-promote': ['Promote artifacts', 'Task'],
  'artifact-merge': ['Merge artifacts', 'Ours'],
  'artifact-query': ['Query artifacts', 'What to read'],
};

let studio: Studio;
let page: Page;
let flowId: string;
const ids: Record<string, string> = {};
beforeAll(async () => {
  studio = await openStudio();
  const admin = as(studio.instance.url, studio.instance.admin.token);
  const made = (path: string, body: object) =>
    admin.post<{ data?: { id: string } }>(path, body).then((reply) => expectData(reply).id);
  flowId = await made('/flows', { name: 'Decide', trigger: 'manual', options: { collections: ['tasks'] } });
  for (const [index, type] of Object.keys(FORMS).entries()) {
    const place = { position_x: 20 + 20 * index, position_y: 1 };
    ids[type] = await made('/operations', { flow: flowId, type, key: type.replace('-', '_'), ...place });
  }
  const first = { operation: ids['artifact-record'] };
  expect((await admin.patch(`/flows/${flowId}`, first)).status).toBe(200);
  const next = { resolve: ids['artifact-decide'] };
  expect((await admin.patch(`/operations/${ids['artifact-record']}`, next)).status).toBe(200);
  page = await studio.open(`/settings/flows/${flowId}`, { who: 'admin', width: 1600 });
});
afterAll(() => studio.close());

async function openForm(type: string): Promise<Locator> {
  await page.goto(`${studio.instance.url}/admin/settings/flows/${flowId}/${ids[type] ?? ''}`);
  const form = page.locator('.v-drawer, [role=dialog]').first();
  await form.getByText('With full access').waitFor();
  return form;
}

test('the editor knows the five operations, each with a form of its own', async () => {
  for (const [type, [name, first]] of Object.entries(FORMS)) {
    const lines = (await (await openForm(type)).innerText()).split('\n');
    expect(lines, type).toContain(name);
    // The name is followed by a sentence, and that by the fields.
    expect(lines[lines.indexOf(name) + 2], type).toBe(first);
  }
});

test('what is filled in is saved as the operation reads it, and the panel shows it', async () => {
  const form = await openForm('artifact-decide');
  const field = (name: string) => form.locator('.field').filter({ hasText: name }).first();
  await field('Version').getByRole('textbox').fill('{{$trigger.body.keys}}');
  // A click while the drawer still slides in opens no menu.
  await vi.waitFor(
    async () => {
      // The box around it takes the click.
      await field('Decision').getByPlaceholder('Select an item').click({ force: true });
      await page.getByText('Reject', { exact: true }).click({ timeout: 3000 });
    },
    { timeout: 60_000, interval: 200 },
  );
  await field('Reason').getByRole('textbox').fill('Not for this brand');
  await screenshot(page, 'flow-operation');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('Not for this brand').or(page.getByText('{{$trigger.body.keys}}')).first().waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const operation = studio.instance.knex('directus_operations').where({ id: ids['artifact-decide'] });
  await expect
    .poll(
      async () => {
        const [options]: (string | null)[] = await operation.clone().pluck('options');
        return JSON.parse(options ?? 'null') as unknown;
      },
      { timeout: 15_000 },
    )
    .toEqual({
      permissions: '$trigger',
      version_id: '{{$trigger.body.keys}}',
      action: 'reject',
      reason: 'Not for this brand',
    });
});
