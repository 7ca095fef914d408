import type { Circumstances } from '../../domain/notifications/recipients.js';
import type { Host } from '../../directus/host.js';
import { readClock } from '../../store/dialect.js';
import { readSettings } from '../../store/review-settings.js';

/**
 * What everybody has set, at this moment.
 *
 * @returns `dated` as well: users for whom a digest, or the end of an absence, is expected already
 */
export async function readCircumstances({
  database,
  settings,
}: Host): Promise<Circumstances & { dated: Set<string> }> {
  const rows = await readSettings(database);
  return {
    settings: new Map(rows.map((row) => [row.userId, row.settings])),
    dated: new Set(rows.filter(({ nextLookAt }) => nextLookAt !== null).map(({ userId }) => userId)),
    usual: settings.notifications,
    now: await readClock(database),
  };
}
