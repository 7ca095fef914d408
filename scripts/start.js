import { resolve } from 'node:path';
import { installIfMissing, requireNode, requirePort, requireSpace } from './lib/preflight.js';
import { report } from './lib/terminal.js';

const HELP = `npm start

Starts Directus with the artifact registry on 127.0.0.1, from nothing if need be: installs packages, builds the
bundle, creates and migrates a database, and fills in users, permissions and a sample project.
What is there already is kept. Ctrl-C stops it.

Settings, as environment variables:
  PORT        default 8055
  DATA_DIR    database, uploads and credentials.json; default .data
  DB_CLIENT   sqlite3 (default) or pg, then also DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_DATABASE
  LOG_LEVEL   default warn
  any other setting of Directus or of the extension (ARTIFACTS_…)`;

if (process.argv.includes('--help')) {
  console.log(HELP);
} else {
  try {
    requireNode();
    const folder = resolve(process.env['DATA_DIR'] || '.data');
    const port = await requirePort(process.env['PORT'] || undefined);
    await requireSpace(folder);
    await installIfMissing();
    // Only now: what this imports is installed by the line above.
    const { runInstance } = await import('./lib/run-instance.js');
    process.exitCode = await runInstance({ folder, port });
  } catch (error) {
    report(error);
    process.exit(1);
  }
}
