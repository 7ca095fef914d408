import { parseArgs } from 'node:util';
import { TARGETS, installTarget } from './lib/compat-targets.js';
import { installN8n } from './lib/n8n/install.js';
import { installIfMissing, requireNode, requireSpace } from './lib/preflight.js';
import { inRepository } from './lib/paths.js';
import { report } from './lib/terminal.js';

const HELP = `npm run install:suites [-- --packages]

Installs, pinned, what the tests need: the project's own packages, then under .cache/ the Directus and Node of
"npm run test:compat" and the n8n of "npm run test:n8n" (some minutes, 3.5 GB). Each suite also does that by itself when
it begins; this is for doing it ahead, before a journey or while other tests run.

  --packages   only the project's own packages`;

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, packages: { type: 'boolean' } } });
  if (values.help) {
    console.log(HELP);
  } else {
    requireNode();
    await requireSpace(inRepository());
    await installIfMissing();
    if (values.packages !== true) {
      for (const target of TARGETS) await installTarget(target);
      await installN8n();
    }
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}
