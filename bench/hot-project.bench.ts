import { expect, test } from 'vitest';
import type { Key, Version } from '../src/domain/words.js';
import { createProject, setStatus } from '../tests/helpers/sample.js';
import { approveAll, recordAll } from '../tests/e2e/support-concurrency/race.js';
import { benchInstance, quick, times } from './support/bench-setup.js';
import { clientsOf, succeeded } from './support/clients.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const CLIENTS = quick ? 32 : 64;
const ROUNDS = quick ? 3 : 15;

test('many clients in one project against as many projects', async () => {
  const instance = benchInstance();
  const { admin, agent, reviewer } = clientsOf(instance, instance.url);
  const hot = await createProject(instance);
  const distinct = await Promise.all(times(CLIENTS).map(() => createProject(instance)));
  // The same number of keys live everywhere, so that the contexts written are of one size.
  for (const project of distinct) {
    const filling = times(CLIENTS).map((n) => ({ schema_key: `k${n}`, value: 0 }));
    await approveAll(reviewer, await recordAll(agent, project, filling));
  }
  let turn = 0;

  /** Approves, which promotes: one version of each key, all at once. */
  const race = async (projectOf: (client: number) => Key): Promise<number> => {
    const value = turn++;
    const versions: Version[] = [];
    for (const project of new Set(times(CLIENTS).map(projectOf))) {
      const own = times(CLIENTS).filter((client) => projectOf(client) === project);
      const inputs = own.map((client) => ({ schema_key: `k${client}`, value }));
      versions.push(...(await recordAll(agent, project, inputs)));
    }
    const start = performance.now();
    await Promise.all(versions.map((version) => succeeded(setStatus(reviewer, version.id, 'approved'))));
    return performance.now() - start;
  };
  const comparison = await sideBySide(
    () => race((client) => distinct[client]!),
    () => race(() => hot),
    { rounds: ROUNDS, warmUp: 1 },
  );
  const { context_version } = await succeeded<{ context_version: number }>(
    admin.get(`/items/projects/${String(hot)}?fields=context_version`),
  );
  const lost = CLIENTS * (ROUNDS + 1) - context_version;
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
  await keep([{ ...row, figures: { ...row.figures, 'hot approvals per s': perSecond, lost } }]);
});
