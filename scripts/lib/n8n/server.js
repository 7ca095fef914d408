import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { track } from '../children.js';
import { lastLines } from '../directus.js';
import { inRepository } from '../paths.js';
import { N8N_CLI, N8N_NODE } from './paths.js';

/**
 * @typedef {object} N8nProcess
 * @property {import('node:child_process').ChildProcess} child
 * @property {() => string} output   everything the process has printed so far
 * @property {Promise<number | null>} exited  its exit code, null when a signal ended it
 */

/** How much of a process' output is kept for error messages. */
const KEPT_OUTPUT = 2_000_000;
/** On a busy machine: it starts in 10 s when nothing else runs. */
const READY_MS = 120_000;

/**
 * @param {Record<string, string>} env  of n8nEnvironment
 * @returns {N8nProcess}
 */
function spawnN8n(env) {
  const preload = pathToFileURL(inRepository('scripts/lib/end-with-parent.js')).href;
  const child = spawn(N8N_NODE, ['--import', preload, N8N_CLI, 'start'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: n8n runs Code nodes in a child process, which must end with it.
    detached: true,
  });
  track(child);
  let output = '';
  /** @param {Buffer} chunk */
  const keep = (chunk) => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code));
  });
  return { child, output: () => output, exited };
}

/**
 * Starts the server and waits until it takes requests. The webhooks of published workflows come a moment later:
 * until then they answer 404.
 * @param {Record<string, string>} env
 * @returns {Promise<N8nProcess>}
 * @throws {Error} with the last lines of the output when it does not get ready
 */
export async function startN8nServer(env) {
  const server = spawnN8n(env);
  const url = `http://${env['N8N_HOST'] ?? ''}:${env['N8N_PORT'] ?? ''}/healthz/readiness`;
  const deadline = Date.now() + READY_MS;
  while (server.child.exitCode === null && Date.now() < deadline) {
    const reply = await fetch(url).catch(() => null);
    if (reply?.status === 200) return server;
    await sleep(100);
  }
  killN8nServer(server);
  throw new Error(`n8n did not start:\n${lastLines(server.output(), 30)}`);
}

/**
 * Ends a server and waits until it is gone. It gets `graceMs` to finish what it does, then it is killed.
 * @param {N8nProcess} server
 */
export async function stopN8nServer(server, graceMs = 15_000) {
  server.child.kill('SIGTERM');
  const timer = setTimeout(() => killN8nServer(server), graceMs);
  await server.exited;
  clearTimeout(timer);
  // Whatever is left of its group.
  killN8nServer(server);
}

/**
 * Ends a server and its children at once, in the middle of whatever they do (SIGKILL).
 * @param {N8nProcess} server
 */
export function killN8nServer(server) {
  if (server.child.pid === undefined) return;
  try {
    process.kill(-server.child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended by itself.
  }
}
