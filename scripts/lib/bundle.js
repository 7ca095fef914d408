import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { track } from './children.js';
import { NODE, inRepository } from './paths.js';

/**
 * One way of building the bundle. `release` is what is published and started; `test` keeps names and lines, so
 * that stack traces and coverage of a running Directus can be traced back to the sources.
 * @typedef {'release' | 'test'} Build
 */

/** @type {Record<Build, { folder: string, flags: string[] }>} */
const BUILDS = {
  release: { folder: 'dist', flags: [] },
  test: { folder: '.cache/test-bundle/dist', flags: ['--no-minify', '--sourcemap'] },
};

/** The Studio loads this with every page, for every user. Bytes, minified. */
const LARGEST_APP = 400_000;

/** What goes into the bundle: when none of it is newer than the bundle, there is nothing to build. */
const SOURCES = [
  'src',
  'migrations/lib',
  'archive-format',
  'audit-format',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.sdk.json',
];

/**
 * Builds the bundle with the Directus SDK.
 * @param {Build} build
 * @throws {Error} when the SDK fails, leaves an import in the bundle that Directus could not resolve, or makes it too large;
 *   or when our own SDK for clients cannot be built
 */
export async function buildBundle(build) {
  const { folder, flags } = BUILDS[build];
  /** @type {{ 'directus:extension': { entries: object[] } }} */
  const manifest = JSON.parse(await readFile(inRepository('package.json'), 'utf8'));
  const { entries } = manifest['directus:extension'];
  // Built aside and moved into place whole: whoever copies the bundle meanwhile must not get half of it.
  const work = `.cache/build-${process.pid}`;
  const target = { app: join(work, 'dist/app.js'), api: join(work, 'dist/api.js') };
  const inputs = ['-t', 'bundle', '-i', JSON.stringify(entries), '-o', JSON.stringify(target)];
  try {
    await mkdir(inRepository(join(work, 'dist')), { recursive: true });
    const output = await run('@directus/extensions-sdk/cli.js', ['build', ...inputs, ...flags]);
    // The SDK only warns about these, and Directus then skips the extension when it loads.
    const unresolved = output.split('\n').filter((line) => /could not be resolved|unresolved/i.test(line));
    if (unresolved.length > 0)
      throw new Error(`The bundle has unresolved imports:\n${unresolved.join('\n')}`);
    const { size } = await stat(inRepository(target.app));
    if (build === 'release' && size > LARGEST_APP)
      throw new Error(`The app bundle has ${size} bytes; it may have ${LARGEST_APP}.`);
    if (build === 'release') await buildSdk(inRepository(join(work, 'dist/sdk')));
    await rm(inRepository(folder), { recursive: true, force: true });
    await mkdir(dirname(inRepository(folder)), { recursive: true });
    await rename(inRepository(join(work, 'dist')), inRepository(folder));
  } finally {
    await rm(inRepository(work), { recursive: true, force: true });
  }
}

/**
 * Builds `directus-extension-artifacts/sdk`: modules as they are, with their types, so that bundlers leave out what is not used.
 * @param {string} folder
 * @throws {Error} when the types are wrong
 */
export async function buildSdk(folder) {
  const args = ['-p', inRepository('tsconfig.sdk.json'), '--outDir', folder];
  await run('typescript/bin/tsc', args);
  // Of these modules only; in the package.json of the extension it would say the same of everything else.
  const about = { type: 'module', sideEffects: false };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
}

/**
 * Whether a source is newer than the last build, or there is none.
 * @param {Build} build
 */
export async function isStale(build) {
  const api = await newest(inRepository(join(BUILDS[build].folder, 'api.js')));
  const sources = await Promise.all(SOURCES.map((path) => newest(inRepository(path))));
  return api === 0 || api < Math.max(...sources);
}

/**
 * Puts a built bundle into an extensions folder: a copy, as an installation has it. A link would let Directus
 * resolve imports from our node_modules that a real installation does not have.
 * @param {Build} build
 * @param {string} extensionsFolder
 */
export async function installBundle(build, extensionsFolder) {
  const target = join(extensionsFolder, 'directus-extension-artifacts');
  const from = inRepository(BUILDS[build].folder);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(inRepository('package.json'), join(target, 'package.json'));
  await cp(from, join(target, 'dist'), { recursive: true, preserveTimestamps: true });
  const map = join(target, 'dist/api.js.map');
  const text = await readFile(map, 'utf8').catch(() => null);
  if (text === null) return;
  /** @type {{ sources: string[] }} */
  const sourceMap = JSON.parse(text);
  // The sources are named relative to the place of the build; in the copy they would point nowhere.
  sourceMap.sources = sourceMap.sources.map((name) => join(from, name));
  await writeFile(map, JSON.stringify(sourceMap));
}

/**
 * @param {string} script  path inside node_modules
 * @param {string[]} args
 * @returns {Promise<string>} its output
 */
async function run(script, args) {
  const child = spawn(NODE, [inRepository(join('node_modules', script)), ...args], {
    cwd: inRepository(),
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  track(child);
  let output = '';
  child.stdout.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString('utf8')));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The build failed:\n${output.trim()}`);
  return output;
}

/**
 * Time of the last change in a file or folder, 0 when it is missing.
 * @param {string} path
 * @returns {Promise<number>}
 */
async function newest(path) {
  const found = await stat(path).catch(() => null);
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = await Promise.all((await readdir(path)).map((name) => newest(join(path, name))));
  // The folder's own time tells of a deleted file.
  return Math.max(found.mtimeMs, ...inside);
}
