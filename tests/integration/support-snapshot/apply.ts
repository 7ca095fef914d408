import { applyPlan, canMerge } from '../../../cli/lib/schema/apply.js';
import { readShipped } from '../../../cli/lib/schema/file.js';
import { readLive } from '../../../cli/lib/schema/live.js';
import { planAdditions } from '../../../cli/lib/schema/plan.js';
import type { Plan } from '../../../cli/lib/schema/plan.js';
import { connect } from '../../../scripts/lib/client.js';
import { stopServer } from '../../../scripts/lib/directus.js';
import type { Database } from '../../helpers/database.js';
import { makePlace, startPlace } from '../../helpers/place.js';
import { testBed, vendorBed } from '../../helpers/test-bed.js';

/** Runs `work` against a server with the bundle on that database, as its administrator. */
export async function whileServing<T>(
  database: Database,
  work: (server: { url: string; token: string; log: () => string }) => Promise<T>,
): Promise<T> {
  const place = await makePlace(testBed().folder, database);
  let log = '';
  const server = await startPlace(place, (text) => (log += text));
  try {
    const { token } = vendorBed(database.vendor).people.admin;
    return await work({ url: place.url, token, log: () => log });
  } finally {
    await stopServer(server);
  }
}

/** What `schema apply --yes` does, by the way of that version or by the other one. Returns what it planned. */
export async function applyShipped(url: string, token: string, merge?: boolean): Promise<Plan> {
  const client = connect(url, token);
  const live = await readLive(client);
  const plan = planAdditions(live, await readShipped());
  await applyPlan((command) => client.request(command), live, plan, {
    merge: merge ?? canMerge(live.snapshot.directus),
  });
  return plan;
}
