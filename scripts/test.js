import { rm } from 'node:fs/promises';
import { ensureProgram } from './lib/debian.js';
import { installIfMissing, requireNode, requireSpace } from './lib/preflight.js';
import { inRepository } from './lib/paths.js';
import { report } from './lib/terminal.js';

const HELP = `npm test [-- --only checks|unit|oracle|server|start]

Installs what is missing, then runs everything: build, formatting, rules, types, dead code, and the tests, on
SQLite and on PostgreSQL (both started by the tests). The last line sums up; the exit code is 1 when anything failed.

  ARTIFACTS_TEST_VENDORS=sqlite   leaves PostgreSQL out
  ARTIFACTS_TEST_COVERAGE=false   leaves out how much of the code was run: a seventh of the time`;

const args = process.argv.slice(2);
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : null;

if (args.includes('--help')) {
  console.log(HELP);
} else if (only !== null && !['checks', 'unit', 'oracle', 'server', 'start'].includes(only ?? '')) {
  console.error(`Error: --only takes checks, unit, oracle, server or start.\n\n${HELP}`);
  process.exitCode = 1;
} else {
  try {
    requireNode();
    await requireSpace(inRepository());
    await installIfMissing();
    // The oracle for merge bases and three-way merges.
    if (only === null || only === 'oracle' || only === 'server') await ensureProgram('git');
    // What several Directus processes share. Without it the tests of that are left out, and say so: not in CI.
    if (only === null || only === 'server') {
      const redis = ensureProgram('redis-server');
      await (process.env['ARTIFACTS_TEST_ALL'] === 'true' ? redis : redis.catch(report));
    }
    process.exitCode = (await runAll()) ? 0 : 1;
  } catch (error) {
    report(error);
    process.exitCode = 1;
  }
}

/** @returns {Promise<boolean>} whether all went well */
async function runAll() {
  // Only now: what these import is installed by then.
  const { buildBundle } = await import('./lib/bundle.js');
  const { reportCoverage } = await import('./lib/coverage.js');
  const { CHECKS, runSuite, runTool } = await import('./lib/test-suites.js');
  const total = { passed: 0, failed: 0 };
  /** @param {{ passed: number, failed: number }} count */
  const add = ({ passed, failed }) => {
    total.passed += passed;
    total.failed += failed;
  };
  /**
   * @param {string} title
   * @param {() => Promise<boolean>} check
   */
  const count = async (title, check) => {
    console.log(`\n=== ${title}`);
    const succeeded = await check();
    console.log(`${succeeded ? 'ok' : 'FAILED'}: ${title}`);
    add(succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  };
  const wants = (/** @type {string} */ part) => only === null || only === part;
  const isWanted = only === null && process.env['ARTIFACTS_TEST_COVERAGE'] !== 'false';
  const coverage = isWanted ? inRepository('coverage') : null;
  if (coverage !== null) await rm(coverage, { recursive: true, force: true });

  if (wants('checks')) {
    await count('Build', () => succeeds(() => buildBundle('release')));
    for (const { title, command, args } of CHECKS) await count(title, () => runTool(command, args));
  }
  if (wants('unit')) {
    console.log('\n=== Unit tests');
    add(await runSuite('unit', { coverage }));
  }
  if (wants('oracle')) {
    console.log('\n=== Beside git, and thousands of random cases');
    add(await runSuite('oracle', { coverage: null }));
  }
  if (wants('server')) {
    console.log('\n=== Tests against running servers');
    add(await runSuite('server', { coverage }));
  }
  if (wants('start')) {
    console.log('\n=== Tests of npm start and npm run demo');
    add(await runSuite('start', { coverage: null }));
  }
  if (coverage !== null) await count('Coverage', () => reportCoverage(coverage));
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0;
}

/** @param {() => Promise<void>} work */
async function succeeds(work) {
  try {
    await work();
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}
