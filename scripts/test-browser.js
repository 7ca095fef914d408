import { parseArgs } from 'node:util';
import { ensureProgram } from './lib/debian.js';
import { installIfMissing, requireNode } from './lib/preflight.js';
import { report } from './lib/terminal.js';

const HELP = `npm run test:browser [-- name…]

Uses the review desk as a reviewer does: a real Chromium (Debian's, installed if missing) on a real Directus with
SQLite. Screenshots go to docs/screenshots/. A name narrows to test files that contain it, e.g. "queue". The last line
sums up; the exit code is 1 when anything failed.

  ARTIFACTS_TEST_VENDORS=postgres   on PostgreSQL instead`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(HELP);
  } else {
    requireNode();
    await installIfMissing();
    await ensureProgram('chromium');
    const { runSuite } = await import('./lib/test-suites.js');
    const { passed, failed } = await runSuite('browser', {
      coverage: null,
      files: positionals,
      env: { ARTIFACTS_TEST_VENDORS: process.env['ARTIFACTS_TEST_VENDORS'] || 'sqlite' },
    });
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}
