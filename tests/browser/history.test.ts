import { readFile } from 'node:fs/promises';
import Papa from 'papaparse';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { behindTheGuards } from '../e2e/support-http/behind-the-guards.js';
import { newProject } from '../e2e/support-http/new-project.js';
import { expectData } from '../helpers/sample.js';
import { seriousFindings } from './support/accessibility.js';
import { sampleProject, type SampleProject } from './support/sample-project.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio, type TabOptions } from './support/studio.js';

interface Row {
  sequence: number;
  action: string;
  reason: string | null;
  entry_hash: string;
}

let studio: Studio;
let sample: SampleProject;
beforeAll(async () => {
  studio = await openStudio();
  sample = await sampleProject(studio.instance, 'Northwind rebrand');
});
afterAll(async () => {
  await studio.close();
});

async function open(query = '', options: TabOptions = {}, id = sample.id): Promise<Page> {
  const page = await studio.open(`/artifacts/projects/${id}/history${query}`, options);
  await page.locator('[data-sequence]').first().waitFor();
  return page;
}

const sequences = (page: Page) =>
  page
    .locator('[data-sequence]')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-sequence'))));

async function log(id: SampleProject['id']): Promise<Row[]> {
  const rows: Row[] = await studio.instance
    .knex('artifact_approvals')
    .where({ project_id: id })
    .orderBy('sequence');
  return rows;
}

describe('The history of a project', () => {
  test('shows every entry of the log, newest first, and that the chain is whole', async () => {
    const page = await open();
    const entries = await log(sample.id);
    expect(await sequences(page)).toEqual(entries.map(({ sequence }) => sequence).reverse());
    await page.getByText(`The log is intact: ${entries.length} entries`).waitFor();
    await page.getByText('The ring touches the edge.').waitFor();
    await screenshot(page, 'history');
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('link', { name: 'brand.logo version 2' }).first().click();
    await page.waitForURL(`**/artifacts/review/${sample.versions.logo2.id}`);
  });

  test('is narrowed to a key and an action by the server, and to an actor and days in what is loaded', async () => {
    const page = await open('?action=reject');
    const rejected = (await log(sample.id)).filter(({ action }) => action === 'reject');
    expect(await sequences(page)).toEqual(rejected.map(({ sequence }) => sequence));
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Only copy.tagline' }).first().click();
    await page.getByText('3 entries shown').waitFor();
    expect(page.url()).toContain('key=copy.tagline');

    const nobody = await open(`?actor=${studio.instance.reviewer.id}`);
    const all = await log(sample.id);
    await nobody.getByText(`${all.length} found among the ${all.length} entries that are loaded.`).waitFor();
    await nobody.getByLabel('To day').fill('2020-01-01');
    await nobody.getByText(`0 found among the ${all.length} entries that are loaded.`).waitFor();
    expect(nobody.url()).toContain('until=2020-01-01');
  });

  test('says where the chain breaks after somebody has changed the log', async () => {
    const forged = await sampleProject(studio.instance, 'Forged');
    await behindTheGuards(studio.instance, async (trx) => {
      await trx('artifact_approvals')
        .where({ project_id: forged.id, sequence: 9 })
        .update({ reason: 'It was fine' });
    });
    const page = await open('', {}, forged.id);
    await page.getByText('The log was tampered with: the chain breaks at entry 9').waitFor();
    await page.locator('[data-sequence="9"]').getByText('The chain breaks at this entry.').waitFor();
    await screenshot(page, 'history-broken');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('is downloaded whole as CSV, over all pages, without anything that a spreadsheet runs', async () => {
    const { project_id: id, agent, decide } = await newProject(studio.instance);
    const input = Array.from({ length: 100 }, (_, at) => ({
      project_id: id,
      schema_key: `part.n${at}`,
      value: at,
    }));
    const versions = expectData(await agent.post<{ data?: { id: string }[] }>('/artifacts/versions', input));
    for (let round = 1; round <= 6; round++)
      await decide(
        versions.map((version) => ({
          version_id: version.id,
          action: 'request_changes',
          reason: round === 1 ? '=cmd|"/c calc"!A1' : `Round ${round}, with a comma\nand a second line`,
        })),
      );
    const page = await open('', {}, id);
    expect(await sequences(page)).toHaveLength(100);
    await page.getByRole('button', { name: 'Show older entries' }).click();
    await expect.poll(async () => (await sequences(page)).length).toBe(200);

    const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('e')]);
    expect(file.suggestedFilename()).toMatch(/-history\.csv$/);
    const text = await readFile(await file.path(), 'utf8');
    const { data, errors } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
    const rows = await log(id);
    expect(errors).toEqual([]);
    expect(rows).toHaveLength(600);
    expect(
      data.map(({ sequence, entry_hash, reason }) => ({ sequence: Number(sequence), entry_hash, reason })),
    ).toEqual(
      rows.map(({ sequence, entry_hash, reason }) => ({
        sequence,
        entry_hash,
        reason: reason?.startsWith('=') === true ? `'${reason}` : reason,
      })),
    );
  });

  test('fits a telephone, in the dark, in German', async () => {
    const page = await open('', { width: 390, height: 844, appearance: 'dark', language: 'de-DE' });
    await page.getByText(/Das Protokoll ist unversehrt/).waitFor();
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await screenshot(page, 'history-390-dark');
    expect(await seriousFindings(page)).toEqual([]);
  });
});
