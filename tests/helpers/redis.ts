import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, lastLines } from '../../scripts/lib/directus.js';
import { GUARDED } from './postgres.js';

/** Whether the program is there; `npm test` installs it from Debian where it can. */
export const hasRedis = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

export interface Redis {
  /** As the setting REDIS of Directus takes it, with the password. */
  url: string;
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL): it forgets all it knew, as it writes nothing to disk. */
  kill(): Promise<void>;
  /** Starts it again on the same address after `kill`. */
  start(): Promise<void>;
}

/**
 * Starts a Redis of its own on a free port of 127.0.0.1, which writes nothing to disk, as the one of
 * docker-compose.yml. The program is Debian's; `npm test` installs it.
 * @throws Error with the last lines of its output when it does not start
 */
export async function startRedis(): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), 'artifacts-redis-'));
  const port = await freePort();
  const password = 'a-password-for-tests';
  const pidFile = join(folder, 'redis.pid');
  const settings = [
    ...['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--requirepass', password],
    ...['--pidfile', pidFile, '--save', '', '--appendonly', 'no'],
  ];
  let server = await run(settings, folder);
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    stop: async () => {
      await server.end();
      await rm(folder, { recursive: true, force: true });
    },
    kill: async () => {
      process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
      await server.end();
    },
    start: async () => {
      server = await run(settings, folder);
    },
  };
}

/** Runs the server until its shell's input ends. @throws Error with the last lines of its output when it does not start */
async function run(args: string[], folder: string): Promise<{ end(): Promise<void> }> {
  const server = spawn('sh', ['-c', GUARDED, 'redis-server', ...args], { cwd: folder, stdio: 'pipe' });
  let log = '';
  const exited = new Promise<string>((resolve) => server.once('close', () => resolve('exited')));
  const ready = new Promise<string>((resolve) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString('utf8');
      if (log.includes('Ready to accept connections')) resolve('ready');
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
  });
  const end = async () => {
    server.stdin.end();
    await exited;
  };
  // When the program is missing, the shell goes on and waits for its input.
  const missing = new Promise<string>((resolve) => {
    server.stderr.on('data', (chunk: Buffer) => chunk.includes('not found') && resolve('missing'));
  });
  if ((await Promise.race([ready, exited, missing])) !== 'ready') {
    await end();
    await rm(folder, { recursive: true, force: true });
    throw new Error(`Redis did not start:\n${lastLines(log)}`);
  }
  return { end };
}
