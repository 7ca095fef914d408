import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { policyProject, type PolicyProject } from '../e2e/support-policies/policy.js';
import { seriousFindings } from './support/accessibility.js';
import { screenshot } from './support/screenshot.js';
import { openStudio, type Studio } from './support/studio.js';

let studio: Studio;
let project: PolicyProject;
let version: Version;

/** Two people must agree, and the author is none of them. */
beforeAll(async () => {
  studio = await openStudio();
  project = await policyProject(studio.instance);
  await project.policy({ name: 'Four eyes', effect: 'require', approvals: 2 });
  version = await project.record('copy.claim', { text: 'North, always' }, { summary: 'The claim' });
});
afterAll(() => studio.close());

const actionsOf = async () => (await project.log(version.id)).map(({ action }) => action);

describe('What a policy asks for', () => {
  test('is on the review page, and the first approval counts without approving', async () => {
    const page = await studio.open(`/artifacts/review/${version.id}`);
    await page.getByText('Further approvals are needed').waitFor();
    await page.getByText('Four eyes: 0 of 2 approvals').waitFor();
    await screenshot(page, 'policy-review');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('Your approval of version 1 counts.').waitFor();
    await screenshot(page, 'policy-counted');
    expect(await actionsOf()).toEqual(['approve']);
  });

  test('tells whoever approves twice that it would not count', async () => {
    const page = await studio.open(`/artifacts/review/${version.id}`);
    await page.getByText(/Four eyes: 1 of 2 approvals/).waitFor();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText(/Your approval would not count/).waitFor();
    expect(await actionsOf()).toEqual(['approve']);
  });

  test('is complete with the second person, on a telephone and in German', async () => {
    const page = await studio.open(`/artifacts/review/${version.id}`, {
      who: 'secondReviewer',
      language: 'de-DE',
      width: 390,
      height: 844,
    });
    await page.getByRole('button', { name: 'Freigeben', exact: true }).waitFor();
    await screenshot(page, 'policy-390-german');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Freigeben', exact: true }).click();
    await expect.poll(actionsOf, { timeout: 15_000 }).toEqual(['approve', 'approve', 'promote']);
  });
});
