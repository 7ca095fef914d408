import { parseArgs } from 'node:util';
import { ensureProgram } from './lib/debian.js';
import { installIfMissing, requireNode } from './lib/preflight.js';
import { report } from './lib/terminal.js';

const HELP = `npm run test:browser [-- name…]

Uses the review desk as a reviewer does: a real Chromium (Debian's, installed if missing) on a real Directus with
SQLite, then the desk in short with PostgreSQL. Screenshots go to docs/screenshots/. A name narrows to test files that
contain it, e.g. "queue" (then on SQLite only). The last line sums up; the exit code is 1 when anything failed.

  ARTIFACTS_TEST_VENDORS=postgres   all of it on PostgreSQL instead; no screenshots`;

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
    const chosen = process.env['ARTIFACTS_TEST_VENDORS'];
    const all = await runSuite('browser', {
      coverage: null,
      files: positionals,
      env: { ARTIFACTS_TEST_VENDORS: chosen || 'sqlite' },
    });
    const short =
      chosen || positionals.length > 0
        ? { passed: 0, failed: 0 }
        : await runSuite('browser-elsewhere', {
            coverage: null,
            env: { ARTIFACTS_TEST_VENDORS: 'postgres' },
          });
    const [passed, failed] = [all.passed + short.passed, all.failed + short.failed];
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}
