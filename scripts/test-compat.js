import { parseArgs } from 'node:util';
import { TARGETS, installTarget } from './lib/compat-targets.js';
import { ensureProgram } from './lib/debian.js';
import { inRepository } from './lib/paths.js';
import { installIfMissing, requireNode, requireSpace } from './lib/preflight.js';
import { Problem, report } from './lib/terminal.js';

const NAMES = TARGETS.map(({ name }) => name);

const HELP = `npm run test:compat [-- --only ${NAMES.join('|')}]

Runs end-to-end tests (tests/compat/files.js says which), and on another Directus the review desk in short, on what
"npm test" does not run on:

${TARGETS.map(({ name, title }) => `  ${name.padEnd(12)} ${title}`).join('\n')}

Each is installed, pinned, under .cache/compat/ the first time (Directus 11: some minutes and about 700 MB).
The last line sums up; the exit code is 1 when anything failed.

  ARTIFACTS_TEST_VENDORS=sqlite   all of it on SQLite`;

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, only: { type: 'string' } } });
  if (values.help) console.log(HELP);
  else process.exitCode = (await testCompatibility(values.only)) ? 0 : 1;
} catch (error) {
  report(error);
  process.exitCode = 1;
}

/**
 * @param {string | undefined} only name of a target
 * @returns {Promise<boolean>} whether all went well
 */
async function testCompatibility(only) {
  const targets = TARGETS.filter(({ name }) => only === undefined || name === only);
  if (targets.length === 0) throw new Problem(`--only takes ${NAMES.join(' or ')}. See --help.`);
  requireNode();
  await requireSpace(inRepository());
  await installIfMissing();
  // Only now: what it imports is installed by then.
  const { runSuite } = await import('./lib/test-suites.js');
  const total = { passed: 0, failed: 0 };
  for (const target of targets) {
    const folder = await installTarget(target);
    console.log(`\n=== ${target.title}`);
    const env = target.env(folder);
    const counts = [];
    for (const { files, vendors } of target.runs) {
      const ARTIFACTS_TEST_VENDORS = process.env['ARTIFACTS_TEST_VENDORS'] || vendors;
      counts.push(
        await runSuite('compat', { coverage: null, env: { ...env, ARTIFACTS_TEST_VENDORS }, files }),
      );
    }
    if (target.hasOtherStudio) {
      await ensureProgram('chromium');
      // The Studio does not know which database there is.
      const onSqlite = { ...env, ARTIFACTS_TEST_VENDORS: 'sqlite' };
      counts.push(await runSuite('browser-elsewhere', { coverage: null, env: onSqlite }));
    }
    const passed = counts.reduce((sum, count) => sum + count.passed, 0);
    const failed = counts.reduce((sum, count) => sum + count.failed, 0);
    console.log(`${failed === 0 ? 'ok' : 'FAILED'}: ${target.title}: ${passed} passed, ${failed} failed`);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0;
}
