import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';

/** @typedef {import('./instance-folder.js').InstanceFolder} InstanceFolder */

/** What commander says when the hook of the bundle has not added our commands to Directus' own. */
const UNKNOWN = /error: unknown command '(\w+)'/;

/**
 * Runs a command of Directus' own command line in the instance's folder, on our terminal. Not through
 * `npx directus`: that asks a package registry for updates first, at every start.
 * @param {InstanceFolder} instance
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, logs?: boolean }} [options] env: added to ours, the instance's .env beats
 *   it; logs: what it prints are not results but Directus telling what it does
 * @returns {Promise<number>} its exit code
 */
export async function runInside({ folder, api }, args, { env = {}, logs = false } = {}) {
  const child = spawn(process.execPath, [join(api, 'dist/cli/run.js'), ...args], {
    cwd: folder,
    env: {
      // Directus logs to the standard output: without this its "Extensions loaded" would be among the results.
      ...(logs ? {} : { LOG_LEVEL: 'warn' }),
      // Bundling the Studio's extensions, which no command needs, is a third of the time that Directus takes to load.
      SERVE_APP: 'false',
      ...process.env,
      ...env,
    },
    stdio: ['inherit', logs ? process.stderr : 'inherit', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => {
    errors = (errors + chunk.toString('utf8')).slice(-10_000);
    if (!UNKNOWN.test(errors)) process.stderr.write(chunk);
  });
  // Ctrl-C reaches the child by itself; we stay to pass on how it ends.
  const ignore = () => undefined;
  const pass = () => child.kill('SIGTERM');
  process.on('SIGINT', ignore).on('SIGTERM', pass);
  /** @type {{ code: number | null, signal: NodeJS.Signals | null }} */
  const ended = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  process.off('SIGINT', ignore).off('SIGTERM', pass);
  const unknown = UNKNOWN.exec(errors)?.[1];
  if (unknown !== undefined) console.error(`Error: ${explainUnknown(unknown, folder)}`);
  return ended.code ?? 128 + (ended.signal === null ? 0 : constants.signals[ended.signal]);
}

/**
 * @param {string} command
 * @param {string} folder
 */
function explainUnknown(command, folder) {
  return command === 'artifacts'
    ? `Directus in ${folder} has not loaded the bundle. Is it in the extensions folder? With EXTENSIONS_MUST_LOAD=true it says why.`
    : `The bundle in ${folder} does not know "${command}": it is of another release than this command.`;
}
