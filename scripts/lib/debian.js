import { spawnSync } from 'node:child_process';
import { Problem, step } from './terminal.js';

// Only modules of Node itself may be imported here: this runs before anything is installed.

/**
 * Installs a program from Debian if the machine lacks it: tests compare with real programs that npm does not have.
 * @param {string} program
 * @param {string} debianPackage
 * @throws {Problem} when it is missing and cannot be installed from here
 */
export async function ensureProgram(program, debianPackage = program) {
  if (runs(program, ['--version'])) return;
  const advice = `The tests need ${program}. Install it, on Debian with: apt-get install ${debianPackage}`;
  if (process.getuid?.() !== 0 || !runs('apt-get', ['--version'])) throw new Problem(`${advice}.`);
  await step(`Installing ${debianPackage} from Debian`, () => {
    const install = ['install', '-y', '--no-install-recommends', debianPackage];
    // The package lists of a fresh machine are empty.
    if (!runs('apt-get', install)) runs('apt-get', ['update']);
    if (!runs(program, ['--version']) && !runs('apt-get', install))
      throw new Problem(`${advice}; apt-get failed.`);
    return Promise.resolve();
  });
}

/**
 * @param {string} program
 * @param {string[]} args
 */
function runs(program, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, args, { stdio: 'ignore', env }).status === 0;
}
