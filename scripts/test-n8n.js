import { parseArgs } from 'node:util';
import { buildNode } from './lib/n8n/build-node.js';
import { installN8n } from './lib/n8n/install.js';
import { inRepository } from './lib/paths.js';
import { installIfMissing, requireNode, requireSpace } from './lib/preflight.js';
import { report } from './lib/terminal.js';

const HELP = `npm run test:n8n [-- name…]

Builds the node of n8n/node/, and runs it and the workflow templates of n8n/workflows/ in a real n8n against a real
Directus with SQLite. n8n and Node 24 are installed, pinned by n8n/runtime/, under .cache/n8n/ the first time (about
3 to 6 minutes and 1.8 GB). A name narrows to test files that contain it, e.g. "wait". The last line sums up; the exit code is
1 when anything failed.`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(HELP);
  } else {
    requireNode();
    await requireSpace(inRepository());
    await installIfMissing();
    await installN8n();
    await buildNode();
    const { runSuite } = await import('./lib/test-suites.js');
    const { passed, failed } = await runSuite('n8n', {
      coverage: null,
      files: positionals,
      // To n8n it is the same Directus whatever the database; the rules are tested on both elsewhere.
      env: { ARTIFACTS_TEST_VENDORS: 'sqlite' },
    });
    console.log(`\n${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}
