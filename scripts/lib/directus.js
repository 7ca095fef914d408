import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { track } from './children.js';
import { DIRECTUS_CLI, DIRECTUS_NODE, inRepository } from './paths.js';

/**
 * @typedef {Record<string, string>} Environment
 *
 * @typedef {object} DirectusProcess
 * @property {import('node:child_process').ChildProcess} child
 * @property {() => string} output   everything the process has printed so far
 * @property {Promise<number | null>} exited  its exit code, null when a signal ended it
 */

/** How much of a process' output is kept for error messages. */
const KEPT_OUTPUT = 2_000_000;

/**
 * Makes the folder that one Directus runs in. Directus loads no extension at all unless its working directory
 * has a package.json, and by default it writes temporary files into node_modules, which instances would share.
 * @param {string} folder
 */
export async function prepareFolder(folder) {
  for (const name of ['extensions', 'uploads', 'tmp'])
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'package.json'), '{ "name": "directus-instance", "private": true }\n');
}

/**
 * Environment of one Directus in `folder`; what the caller adds wins. Nothing of our own process' environment
 * comes in by itself, so that a stray DB_CLIENT cannot point a test at somebody's database.
 * @param {{ folder: string, port: number, add?: Environment }} options
 * @returns {Environment}
 */
export function directusEnvironment({ folder, port, add = {} }) {
  const { PATH = '', HOME = '', TMPDIR, NODE_COMPILE_CACHE } = process.env;
  return {
    PATH,
    HOME,
    ...(TMPDIR ? { TMPDIR } : {}),
    ...(NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE } : {}),
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEMETRY: 'false',
    // It answers 503 when the machine is busy, as one that is also building and testing is.
    PRESSURE_LIMITER_ENABLED: 'false',
    // A file that does not exist: a .env of the folder that the command was started in would beat everything here.
    CONFIG_PATH: join(folder, 'none.env'),
    MIGRATIONS_PATH: inRepository('migrations'),
    EXTENSIONS_PATH: join(folder, 'extensions'),
    EXTENSIONS_MUST_LOAD: 'true',
    STORAGE_LOCAL_ROOT: join(folder, 'uploads'),
    TEMP_PATH: join(folder, 'tmp'),
    DB_CLIENT: 'sqlite3',
    DB_FILENAME: join(folder, 'data.db'),
    ...add,
  };
}

/**
 * Starts a Directus command, e.g. `['database', 'migrate:latest']`.
 * @param {string[]} args
 * @param {{ folder: string, env: Environment, onOutput?: (text: string) => void, nodeArgs?: string[] }} options
 * @returns {DirectusProcess}
 */
function spawnDirectus(args, { folder, env, onOutput, nodeArgs = [] }) {
  const preload = pathToFileURL(inRepository('scripts/lib/end-with-parent.js')).href;
  const child = spawn(DIRECTUS_NODE, ['--import', preload, ...nodeArgs, DIRECTUS_CLI, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  track(child);
  let output = '';
  /** @param {Buffer} chunk */
  const keep = (chunk) => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
    onOutput?.(chunk.toString('utf8'));
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code));
  });
  return { child, output: () => output, exited };
}

/**
 * Runs a Directus command to its end.
 * @param {string[]} args
 * @param {Parameters<typeof spawnDirectus>[1]} options
 * @returns {Promise<string>} its output
 * @throws {Error} with the last lines of the output when the command fails
 */
export async function runDirectus(args, options) {
  const running = spawnDirectus(args, options);
  const code = await running.exited;
  if (code !== 0) throw new Error(`directus ${args.join(' ')} failed:\n${lastLines(running.output())}`);
  return running.output();
}

/**
 * Starts a server and waits until it accepts requests, extensions loaded.
 * @param {Parameters<typeof spawnDirectus>[1]} options
 * @returns {Promise<DirectusProcess>}
 * @throws {Error} with the last lines of the output when it ends before it is ready
 */
export async function startServer(options) {
  const server = spawnDirectus(['start'], options);
  const ready = new Promise((resolve) => server.child.once('message', () => resolve('ready')));
  if ((await Promise.race([ready, server.exited])) !== 'ready')
    throw new Error(`Directus did not start:\n${lastLines(server.output())}`);
  return server;
}

/**
 * Ends a server and waits until it is gone. It gets `graceMs` to finish what it does, then it is killed.
 * @param {DirectusProcess} server
 */
export async function stopServer(server, graceMs = 10_000) {
  server.child.kill('SIGTERM');
  const timer = setTimeout(() => server.child.kill('SIGKILL'), graceMs);
  await server.exited;
  clearTimeout(timer);
}

/** A TCP port of 127.0.0.1 that is free at this moment. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', () => resolve(null)));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port found.');
  return address.port;
}

/** @param {string} text */
export function lastLines(text, count = 15) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
