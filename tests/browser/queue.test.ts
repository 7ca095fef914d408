import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProject, createTask, pendingVersion } from '../helpers/sample.js';
import { seriousFindings } from './support/accessibility.js';
import { openStudio, type Studio } from './support/studio.js';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(async () => {
  await studio.close();
});

describe('The queue', () => {
  test('shows what waits, by project and task, to a reviewer who came through the module bar', async () => {
    const { instance } = studio;
    const projectId = await createProject(instance, { title: 'Northwind rebrand' });
    const taskId = await createTask(instance, projectId, { title: 'Refine the logo' });
    await pendingVersion(instance, {
      project_id: projectId,
      source_task_id: taskId,
      summary: 'With a ring.',
    });

    const page = await studio.open('/content');
    await page.locator('.module-bar a[href$="/artifacts"]').click();

    await page.getByRole('heading', { name: 'Review queue' }).waitFor();
    await page.getByRole('heading', { name: 'Northwind rebrand' }).waitFor();
    await page.getByRole('heading', { name: 'Refine the logo' }).waitFor();
    await page.getByRole('button', { name: /brand\.logo/ }).waitFor();
    expect(await page.getByText('With a ring.').isVisible()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
