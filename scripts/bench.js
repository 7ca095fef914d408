import { parseArgs } from 'node:util';
import { ensureProgram } from './lib/debian.js';
import { installIfMissing, requireNode } from './lib/preflight.js';
import { report } from './lib/terminal.js';

const HELP = `npm run bench [-- name…]

Measures what the project promises about speed, on PostgreSQL: ratios of two things timed side by side in one run, and
of the time until a page shows something to the time it may take (in Chromium, Debian's, installed if missing).
Rows go to bench/results/latest.json. A name narrows to bench files that contain it, e.g. "lineage".

  --quick   fewer rounds and shorter histories: a first look, not a result`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(HELP);
  } else {
    requireNode();
    await installIfMissing();
    // For the queue of the Studio.
    await ensureProgram('chromium');
    const { runTool } = await import('./lib/test-suites.js');
    const succeeded = await runTool('vitest/vitest.mjs', ['run', '--project', 'bench', ...positionals], {
      ARTIFACTS_TEST_VENDORS: 'postgres',
      ...(values.quick ? { ARTIFACTS_BENCH_QUICK: 'true' } : {}),
    });
    process.exitCode = succeeded ? 0 : 1;
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}
