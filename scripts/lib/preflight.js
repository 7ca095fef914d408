import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { inRepository, NODE } from './paths.js';
import { Problem, isErrno, step } from './terminal.js';

// Only modules of Node itself may be imported here: this runs before anything is installed.

const OLDEST_NODE = 20;
const MEGABYTE = 1024 * 1024;
/** What node_modules takes, with npm's cache beside it. */
const SPACE_TO_INSTALL = 2000 * MEGABYTE;
/** Room for a database, uploads and logs. */
const SPACE_TO_RUN = 200 * MEGABYTE;

/** @throws {Problem} when this Node cannot even install what brings the right one */
export function requireNode(version = process.versions.node) {
  if (Number(version.split('.')[0]) < OLDEST_NODE)
    throw new Problem(
      `This is Node ${version}; Node ${OLDEST_NODE} or newer is needed. Get it from nodejs.org.`,
    );
}

/**
 * @param {string} folder where data will be written; it is made if it is missing
 * @throws {Problem} when too little room is left on its disk
 */
export async function requireSpace(folder, needed = isInstalled() ? SPACE_TO_RUN : SPACE_TO_INSTALL) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < needed)
    throw new Problem(
      `The disk of ${folder} has ${Math.floor(free / MEGABYTE)} MB left, ${needed / MEGABYTE} MB are needed.`,
    );
}

/**
 * @param {string | undefined} text PORT as the user gave it
 * @returns {Promise<number>}
 * @throws {Problem} when it is no port, or somebody else has it
 */
export async function requirePort(text = '8055') {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535)
    throw new Problem(`PORT is "${text}"; it takes a number from 1 to 65535.`);
  await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(portProblem(port, error)));
    probe.listen(port, '127.0.0.1', () => probe.close(resolve));
  });
  return port;
}

/**
 * @param {number} port
 * @param {Error} error
 */
function portProblem(port, error) {
  if (isErrno(error) && error.code === 'EADDRINUSE')
    return new Problem(
      `Port ${port} is in use. Stop what runs there, or choose another: PORT=8056 npm start`,
    );
  return new Problem(`Port ${port} cannot be used: ${error.message}`);
}

/** Which package-lock.json the installed packages belong to. */
const MARKER = inRepository('node_modules/.installed-for');

/**
 * Installs the pinned packages, unless those of this very package-lock.json are there already.
 * @throws {Problem} when npm fails, or left out Node 22
 */
export async function installIfMissing() {
  const wanted = createHash('sha256')
    .update(await readFile(inRepository('package-lock.json')))
    .digest('hex');
  const marker = await readFile(MARKER, 'utf8').catch(() => null);
  if (isInstalled() && (marker === wanted || (marker === null && (await lockIsSatisfied())))) return;
  await step('Installing packages, about 3 minutes the first time', async () => {
    await installPinned(inRepository());
    if (!isInstalled())
      throw new Problem('Node 22 was not installed. Does npm run install scripts here (ignore-scripts)?');
    await writeFile(MARKER, wanted);
  });
}

function isInstalled() {
  return existsSync(NODE);
}

/** Whether what somebody installed with npm himself is what package-lock.json names. */
async function lockIsSatisfied() {
  const hidden = await readFile(inRepository('node_modules/.package-lock.json'), 'utf8').catch(() => null);
  if (hidden === null) return false;
  /** @type {Record<string, { version?: string, optional?: boolean }>} */
  const wanted = JSON.parse(await readFile(inRepository('package-lock.json'), 'utf8')).packages;
  /** @type {typeof wanted} */
  const installed = JSON.parse(hidden).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || installed[path]?.version === version,
  );
}

/**
 * Installs what the package-lock.json of a folder names, and takes away what it does not.
 * @param {string} folder
 * @throws {Problem} when npm fails
 */
export async function installPinned(folder) {
  await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], folder);
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
async function npm(args, cwd) {
  // The npm that runs us, if one does: there may be no other on the PATH.
  const script = process.env['npm_execpath'];
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  const child = spawn(command, [...first, ...args], { cwd, stdio: 'inherit' });
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', resolve);
  });
  if (code !== 0) throw new Problem(`npm ${args[0]} failed; its messages are above.`);
}
