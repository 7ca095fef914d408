import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe-core finds serious or critical inside our part of the page; the Studio's own bars are not ours to mend.
 *
 * @returns one line per finding, empty when all is well
 */
export async function seriousFindings(page: Page, scope = ['.page', '.page-actions']): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate(
    (within) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(
        { include: within },
        { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] },
      ),
    scope,
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
    );
}
