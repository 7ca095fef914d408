import { test } from 'vitest';
import { startInstance } from '../tests/helpers/instance.js';
import { createProject, recordVersion, setStatus } from '../tests/helpers/sample.js';
import { quick, times } from './support/bench-setup.js';
import { atOnce, clientsOf, succeeded } from './support/clients.js';
import { keep, timingRow } from './support/results.js';
import { sideBySide } from './support/side-by-side.js';

const CLIENTS = 8;
const CYCLES = quick ? 2 : 3;
const ROUNDS = quick ? 1 : 5;

test('two processes of Directus against one', async () => {
  const first = await startInstance({ vendor: 'postgres' });
  const second = await startInstance({ vendor: 'postgres', from: first });
  try {
    const projects = await Promise.all(times(CLIENTS).map(() => createProject(first)));
    const servers = [clientsOf(first, first.url), clientsOf(first, second.url)];
    let turn = 0;
    /** Records and approves, which promotes; the clients are spread over the processes. */
    const cycles = (processes: number) =>
      atOnce(CLIENTS, CYCLES, async (client) => {
        const { agent, reviewer } = servers[client % processes]!;
        const project_id = projects[client]!;
        const version = await recordVersion(agent, { project_id, schema_key: 'brand.logo', value: turn++ });
        await succeeded(setStatus(reviewer, version.id, 'approved'));
      });
    const comparison = await sideBySide(
      () => cycles(1),
      () => cycles(2),
      { rounds: ROUNDS, warmUp: 1 },
    );
    const row = timingRow(
      { name: 'cycles per second on two processes', against: 'on one', one: 'one', other: 'two' },
      comparison,
      null,
    );
    const perSecond = (ms: number) => Math.round((CLIENTS * CYCLES * 1000) / ms);
    await keep([
      {
        ...row,
        figures: {
          ...row.figures,
          'one, cycles per s': perSecond(comparison.one),
          'two, cycles per s': perSecond(comparison.other),
        },
      },
    ]);
  } finally {
    await second.stop();
    await first.stop();
  }
});
