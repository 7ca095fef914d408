import { fork } from 'node:child_process';
import { packagePath } from './package.js';
import { Problem } from './problem.js';

/**
 * What a process inside an instance tells its parent: where it is, a line for the operator, and in the end its result,
 * or what the operator can put right, or what has gone wrong.
 *
 * @typedef {{ at: string } | { line: string } | { result: unknown } | { problem: string } | { failure: string }} Message
 */

/** How much of what a process prints an error repeats, in lines. */
const KEPT_LINES = 5;

/**
 * Runs a script of `cli/inside` as a process of its own in the folder of an instance.
 *
 * @param {import('./instance-folder.js').InstanceFolder} instance
 * @param {string} script e.g. `read-settings.js`; its first argument is the folder of Directus' API package
 * @param {string[]} args what follows
 * @param {{ env?: Record<string, string>, at?: (where: string) => void }} [options] env: added to ours; at: is told
 *   what the process has reached
 * @returns {Promise<unknown>} its result
 * @throws {Problem} what it found that the operator can put right
 */
export async function forkInside({ folder, api }, script, args, { env = {}, at } = {}) {
  const child = fork(packagePath(`cli/inside/${script}`), [api, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString('utf8')));
  const end = /** @type {{ message: Message | null }} */ ({ message: null });
  child.on('message', (received) => {
    const message = /** @type {Message} */ (received);
    if ('at' in message) at?.(message.at);
    else if ('line' in message) console.error(`  ${message.line}`);
    else end.message = message;
  });
  const pass = () => child.kill('SIGTERM');
  process.on('SIGINT', pass).on('SIGTERM', pass);
  await new Promise((resolve) => child.once('close', resolve));
  process.off('SIGINT', pass).off('SIGTERM', pass);
  const { message } = end;
  if (message !== null && 'result' in message) return message.result;
  if (message !== null && 'problem' in message) throw new Problem(message.problem);
  if (message !== null && 'failure' in message) throw new Error(message.failure);
  // Directus ends the process itself when settings that it needs are missing, and has said so.
  const said = output.trim().split('\n').slice(-KEPT_LINES).join(' ');
  throw new Problem(`The Directus in ${folder} has stopped: ${said || 'it was ended from outside.'}`);
}
