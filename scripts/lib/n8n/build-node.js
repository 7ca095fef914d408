import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { track } from '../children.js';
import { NODE, inRepository } from '../paths.js';
import { Problem, step } from '../terminal.js';

/** A package of its own: what builds it is pinned and installed there. */
const FOLDER = inRepository('n8n/node');
const BIN = join(FOLDER, 'node_modules/.bin');
const MARKER = join(FOLDER, 'node_modules/.installed-for');

/** The rules about fields of package.json that nobody but a publisher can fill in without inventing something. */
const LEFT_TO_PUBLISHERS = {
  '@n8n/community-nodes/valid-author': 'off',
  '@n8n/community-nodes/require-homepage': 'off',
};

/**
 * Builds the community node, and checks it with the rules that n8n sets for such packages.
 * @throws {Problem} when a tool cannot be installed, or the node breaks a rule
 */
export async function buildNode() {
  const lock = await readFile(join(FOLDER, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if ((await readFile(MARKER, 'utf8').catch(() => null)) !== wanted) {
    await step('Installing what builds the node for n8n, about a minute and 600 MB', async () => {
      // Not `npm ci`: it insists on optional packages of other platforms. No scripts: what n8n-workflow brings would be
      // compiled for running workflows, which nobody does here.
      const args = ['install', '--no-save', '--ignore-scripts', '--legacy-peer-deps'];
      await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error']);
    });
    await writeFile(MARKER, wanted);
  }
  await step('Building and checking the node for n8n', async () => {
    await run(NODE, [join(BIN, 'n8n-node'), 'build']);
    // What `n8n-node lint` runs. Who publishes it says who they are: see its README.
    await run(NODE, [
      join(BIN, 'eslint'),
      '.',
      '--max-warnings=0',
      '--rule',
      JSON.stringify(LEFT_TO_PUBLISHERS),
    ]);
  });
}

/**
 * @param {string} command
 * @param {string[]} args
 */
async function run(command, args) {
  const PATH = [BIN, inRepository('node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  // CI: no spinner that fills a log.
  const env = { ...process.env, PATH, CI: 'true' };
  const child = spawn(command, args, { cwd: FOLDER, env, stdio: 'inherit' });
  track(child);
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', resolve);
  });
  if (code !== 0) throw new Problem(`${args.join(' ')} failed in n8n/node.`);
}
