import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { openStudio } from '../tests/browser/support/studio.js';
import { quick, times } from './support/bench-setup.js';
import { isMet, keep, round } from './support/results.js';
import { insertWaitingVersions } from './support/waiting-versions.js';

const WAITING = 10_000;
/** Milliseconds from the click to the first rows that a reviewer should wait at most. */
const WANTED = 1500;
const ROUNDS = quick ? 5 : 20;

/** Milliseconds from the click on the module in the bar to the frame that shows rows. */
async function timeToRows(page: Page): Promise<number> {
  await page.locator('.module-bar a[href$="/content"]').click();
  await page.locator('[data-version]').first().waitFor({ state: 'detached' });
  await page.waitForLoadState('networkidle');
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const link = document.querySelector<HTMLElement>('.module-bar a[href$="/artifacts"]');
        const start = performance.now();
        const look = (): void => {
          if (document.querySelector('[data-version]') === null) requestAnimationFrame(look);
          // One frame later it is painted.
          else requestAnimationFrame(() => resolve(performance.now() - start));
        };
        link?.click();
        look();
      }),
  );
}

test('the queue shows its first rows soon after the click', async () => {
  const studio = await openStudio({}, 'postgres');
  try {
    await insertWaitingVersions(studio.instance.knex, WAITING, studio.instance.agent.id);
    const page = await studio.open('/content');
    await page.locator('.module-bar a[href$="/artifacts"]').waitFor();
    const first = await timeToRows(page);
    await page.getByText(`${WAITING.toLocaleString('en-US')} versions wait`).waitFor();
    const taken: number[] = [];
    for (const _ of times(ROUNDS)) taken.push(await timeToRows(page));
    expect(await page.locator('[data-version]').count()).toBe(50);

    const sorted = taken.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
    const ratio = round(at(0.5) / WANTED);
    const goal = { at: '<=', ratio: 1 } as const;
    await keep([
      {
        name: `first rows of a queue of ${WAITING}, from the click`,
        against: `${WANTED} ms`,
        ratio,
        goal,
        met: isMet(ratio, goal),
        spread: [round(at(0.25) / WANTED), round(at(0.75) / WANTED)],
        figures: {
          'median ms': round(at(0.5)),
          'slowest ms': round(at(1)),
          'very first ms': round(first),
          rounds: ROUNDS,
        },
      },
    ]);
  } finally {
    await studio.close();
  }
});
