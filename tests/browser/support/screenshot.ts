import type { Page } from 'playwright-core';
import { inRepository } from '../../../scripts/lib/paths.js';
import { directusMajor } from '../../helpers/versions.js';
import { vendors } from '../../helpers/vendors.js';

/**
 * Keeps what the page shows as docs/screenshots/<name>.png. Times and ids in it differ from run to run. Runs on another
 * Directus or database than the documentation is about leave the pictures alone.
 */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (directusMajor !== 12 || vendors[0] !== 'sqlite') return;
  // Pictures and fonts that are still on their way would be missing in one run and not in the next.
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  await page.screenshot({
    path: inRepository(`docs/screenshots/${name}.png`),
    animations: 'disabled',
    caret: 'hide',
  });
}
