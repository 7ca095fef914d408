import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { test } from 'vitest';
import { startServer, stopServer } from '../scripts/lib/directus.js';
import { buildBundle, installBundle, isStale } from '../scripts/lib/bundle.js';
import { copyDatabase } from '../tests/helpers/database.js';
import { makePlace } from '../tests/helpers/place.js';
import { testBed, vendorBed } from '../tests/helpers/test-bed.js';
import { quick } from './support/bench-setup.js';
import { isMet, keep, round } from './support/results.js';
import type { Row } from './support/results.js';
import { cpuOf, memoryOf } from './support/server-process.js';
import { quantile } from './support/side-by-side.js';

const ROUNDS = quick ? 1 : 5;

interface Start {
  /** Of a core: a start is computing, and the clock of a machine that does other things varies by more than the goal. */
  ms: number;
  byTheClock: number;
  megabytes: number;
}

test('what the bundle adds to the start of Directus', async () => {
  const bed = testBed();
  const database = await copyDatabase(bed, vendorBed('postgres').template);
  const empty = join(bed.folder, 'no-extensions');
  await mkdir(empty, { recursive: true });
  // As it is published: minified, and without the maps to its sources.
  const released = join(bed.folder, 'released');
  if (await isStale('release')) await buildBundle('release');
  await installBundle('release', released);
  const start = async (add: Record<string, string>): Promise<Start> => {
    const place = await makePlace(bed.folder, database, { EXTENSIONS_PATH: released, ...add });
    const began = performance.now();
    const server = await startServer(place);
    const byTheClock = performance.now() - began;
    const pid = server.child.pid ?? 0;
    const ready = { ms: cpuOf(pid), byTheClock, megabytes: memoryOf(pid) };
    await stopServer(server);
    return ready;
  };
  const bare = { EXTENSIONS_PATH: empty, EXTENSIONS_MUST_LOAD: 'false' };
  const added: Start[] = [];
  await start({});
  for (let round_ = 0; round_ < ROUNDS; round_++) {
    const first = round_ % 2 === 0 ? await start({}) : null;
    const plain = await start(bare);
    const own = first ?? (await start({}));
    added.push({
      ms: own.ms - plain.ms,
      byTheClock: own.byTheClock - plain.byTheClock,
      megabytes: own.megabytes - plain.megabytes,
    });
  }
  await keep([
    {
      ...rowOf(
        'milliseconds that the bundle adds to a start',
        added.map(({ byTheClock }) => byTheClock),
        300,
      ),
      goal: null,
      met: null,
    },
    rowOf(
      'milliseconds of a core that the bundle adds to a start',
      added.map(({ ms }) => ms),
      300,
    ),
    rowOf(
      'MB that the bundle adds to a server',
      added.map(({ megabytes }) => megabytes),
      30,
    ),
  ]);
});

function rowOf(name: string, figures: number[], most: number): Row {
  const at = (share: number) => round(quantile(figures, share) / most);
  const goal = { at: '<=', ratio: 1 } as const;
  return {
    name,
    against: String(most),
    ratio: at(0.5),
    goal,
    met: isMet(at(0.5), goal),
    spread: [at(0.25), at(0.75)],
    figures: { median: round(quantile(figures, 0.5)), rounds: figures.length },
  };
}
