import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository } from '../paths.js';
import { requireSpace } from '../preflight.js';
import { Problem, step } from '../terminal.js';
import { N8N_CLI, N8N_FOLDER, N8N_NODE } from './paths.js';

/** What the packages take, with npm's cache beside them. */
const SPACE_TO_INSTALL = 3500 * 1024 * 1024;
const SPACE_TO_RUN = 200 * 1024 * 1024;

/** Pinned in the repository; copied to where npm may write. */
const PINNED = inRepository('n8n/runtime');
const MARKER = join(N8N_FOLDER, '.installed-for');

/**
 * Installs the pinned n8n and its Node in the cache, unless those of this very package-lock.json are there already.
 * @throws {Problem} when npm fails, or too little room is left
 */
export async function installN8n() {
  const wanted = await fingerprint();
  const marker = await readFile(MARKER, 'utf8').catch(() => null);
  const isThere = marker === wanted && existsSync(N8N_CLI) && existsSync(N8N_NODE);
  await requireSpace(N8N_FOLDER, isThere ? SPACE_TO_RUN : SPACE_TO_INSTALL);
  if (isThere) return;
  await rm(MARKER, { force: true });
  await mkdir(N8N_FOLDER, { recursive: true });
  await cp(PINNED, N8N_FOLDER, { recursive: true });
  await step('Installing n8n and Node 24, about 3 minutes and 1.5 GB', async () => {
    // Not `npm ci`: it insists on optional packages of other platforms. No scripts: n8n's packages bring dozens that
    // fetch binaries which no test needs.
    await npm(['install', '--omit=dev', '--omit=optional', '--ignore-scripts', '--loglevel=error']);
  });
  await step('Building what n8n needs for its database', async () => {
    await npm(['rebuild', 'node']);
    if (!existsSync(N8N_NODE)) throw new Problem('Node 24 was not installed, although npm says so.');
    await npm(['rebuild', 'sqlite3'], { npm_config_nodedir: nodeHeaders() });
  });
  await writeFile(MARKER, wanted);
}

/** What tells one set of pinned packages from another, stand-ins included. */
async function fingerprint() {
  const hash = createHash('sha256');
  const files = await readdir(PINNED, { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort()) hash.update(await readFile(path));
  return hash.digest('hex');
}

/** The folder with Node 24's headers, from the package that npm put its program into. */
function nodeHeaders() {
  const inside = join(N8N_FOLDER, 'node_modules/node/node_modules');
  const beside = join(N8N_FOLDER, 'node_modules');
  const name = `node-${process.platform}-${process.arch}`;
  const found = [inside, beside].map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Problem(`The package ${name} is missing beside Node 24.`);
  return found;
}

/**
 * Runs npm in n8n's folder of the cache.
 * @param {string[]} args
 * @param {Record<string, string>} env
 */
async function npm(args, env = {}) {
  const script = process.env['npm_execpath'];
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  const child = spawn(command, [...first, ...args], {
    cwd: N8N_FOLDER,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', resolve);
  });
  if (code !== 0) throw new Problem(`npm ${args[0]} failed for n8n; its messages are above.`);
}
