import { expect, test } from 'vitest';
import type { Key, Version } from '../src/domain/words.js';
import { setStatus } from '../tests/helpers/sample.js';
import { recordAll } from '../tests/e2e/support-concurrency/race.js';
import { benchInstance, benchVendors, roundsOf, times } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { liveProject } from './support/live-project.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const CLIENTS = 64;

test.each(benchVendors)('many clients in one project against as many projects, on %s', async (vendor) => {
  const rounds = roundsOf(vendor, { first: 1, full: 3 });
  const instance = benchInstance(vendor);
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  const hot = await liveProject(instance, CLIENTS);
  const distinct: Key[] = [];
  // The same number of keys live everywhere, so that the contexts written are of one size.
  for (const _ of times(CLIENTS)) distinct.push(await liveProject(instance, CLIENTS));
  const versionOfHot = async (): Promise<number> => {
    const path = `/items/projects/${String(hot)}?fields=context_version`;
    return (await succeeded<{ context_version: number }>(admin.get(path))).context_version;
  };
  const versionBefore = await versionOfHot();
  let turn = 0;

  /** Approves, which promotes: one version of each key, all at once. */
  const race = async (projectOf: (client: number) => Key): Promise<number> => {
    const value = turn++;
    const versions: Version[] = [];
    for (const project of new Set(times(CLIENTS).map(projectOf))) {
      const own = times(CLIENTS).filter((client) => projectOf(client) === project);
      const inputs = own.map((client) => ({ schema_key: `k${client}.a`, value }));
      versions.push(...(await recordAll(agent, project, inputs)));
    }
    const start = performance.now();
    await Promise.all(versions.map((version) => succeeded(setStatus(reviewer, version.id, 'approved'))));
    return performance.now() - start;
  };
  const comparison = await sideBySide(
    () => race((client) => distinct[client]!),
    () => race(() => hot),
    { rounds, warmUp: 1 },
  );
  const lost = CLIENTS * (rounds + 1) - ((await versionOfHot()) - versionBefore);
  expect(lost).toBe(0);
  const row = timingRow(
    {
      name: `approvals per second in one project, ${CLIENTS} clients`,
      against: 'in as many projects',
      one: 'distinct',
      other: 'hot',
    },
    comparison,
    { at: '>=', ratio: 0.5 },
  );
  const perSecond = Math.round((CLIENTS * 1000) / comparison.other);
  await keep([{ ...row, figures: { ...row.figures, 'hot approvals per s': perSecond, lost } }], vendor);
});
