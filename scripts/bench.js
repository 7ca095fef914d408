import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { findRegressions } from './lib/bench/compare.js';
import { putResults } from './lib/bench/describe.js';
import { plotGrowth } from './lib/bench/plot-growth.js';
import { plotRows } from './lib/bench/plot.js';
import { ensureProgram } from './lib/debian.js';
import { inRepository } from './lib/paths.js';
import { installIfMissing, requireNode } from './lib/preflight.js';
import { report } from './lib/terminal.js';

/** @import { Results } from './lib/bench/compare.js' */

const HELP = `npm run bench [-- options]

Measures what the project promises about speed, on PostgreSQL and, beside it, on SQLite: ratios of two things timed side by side in one run, and
of the time until a page shows something to the time it may take (in Chromium, Debian's, installed if missing). Leave
the machine alone meanwhile. Rows go to bench/results/latest.json, and from there into docs/performance.md.

  --only <name>  only the bench files that contain it, e.g. "lineage"; the other rows stay as they are
  --quick        fewer rounds, PostgreSQL only, no growth and no million versions: a first look, not a result
  --profile      no rows, but where the time of each request goes: of the server's thread, and of the database
  --check        compares with the kept rows instead of replacing them; fails when one is worse beyond the noise`;

const KEPT = 'bench/results/latest.json';
const PAGE = 'docs/performance.md';
const CHECKED = '.cache/bench/checked.json';

try {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  if (values.help) {
    console.log(HELP);
  } else {
    requireNode();
    await installIfMissing();
    // For the queue of the Studio.
    await ensureProgram('chromium');
    const { runTool } = await import('./lib/test-suites.js');
    if (values.check) await rm(inRepository(CHECKED), { force: true });
    const only = values.profile ? ['bench/profile'] : values.only === undefined ? [] : [values.only];
    const succeeded = await runTool('vitest/vitest.mjs', ['run', '--project', 'bench', ...only], {
      ARTIFACTS_TEST_VENDORS: 'postgres,sqlite',
      // What a start costs is measured as it is without.
      NODE_COMPILE_CACHE: '',
      ...(values.profile ? { ARTIFACTS_BENCH_PROFILE: 'true', ARTIFACTS_TEST_VENDORS: 'postgres' } : {}),
      ...(values.quick ? { ARTIFACTS_BENCH_QUICK: 'true' } : {}),
      ...(values.check ? { ARTIFACTS_BENCH_RESULTS: CHECKED } : {}),
    });
    const worse = values.check ? findRegressions(await read(KEPT), await read(CHECKED)) : [];
    for (const sentence of worse) console.error(`Worse: ${sentence}`);
    if (!values.check && !values.profile) {
      await publish(await read(KEPT));
      await runTool('prettier/bin/prettier.cjs', ['--log-level', 'warn', '--write', PAGE]);
    }
    process.exitCode = succeeded && worse.length === 0 ? 0 : 1;
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}

/**
 * @param {string} path
 * @returns {Promise<Results>}
 */
async function read(path) {
  return JSON.parse(await readFile(inRepository(path), 'utf8'));
}

/** @param {Results} results */
async function publish(results) {
  const page = inRepository(PAGE);
  await mkdir(inRepository('docs/performance'), { recursive: true });
  await writeFile(inRepository('docs/performance/ratios.svg'), plotRows(results.rows));
  await writeFile(inRepository('docs/performance/growth.svg'), plotGrowth(results.rows));
  await writeFile(page, putResults(await readFile(page, 'utf8'), results));
}
