import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.js';
import { requireNode, requireSpace } from '../../scripts/lib/preflight.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'artifacts-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs `npm start`'s script and returns what it prints to the error output, with the exit code. */
function start(env: Record<string, string>): Promise<{ code: number; errors: string }> {
  const all = { PATH: process.env['PATH'] ?? '', DATA_DIR: folder, ...env };
  return new Promise((resolve) => {
    const script = inRepository('scripts/start.js');
    const child = execFile(process.execPath, [script], { env: all }, (_error, _output, errors) =>
      resolve({ code: child.exitCode ?? -1, errors }),
    );
  });
}

describe('npm start says in one line what is wrong, and ends with 1', () => {
  it('when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await start({ PORT: String(port) })).toEqual({
      code: 1,
      errors: `Error: Port ${port} is in use. Stop what runs there, or choose another: PORT=8056 npm start\n`,
    });
    other.close();
  });

  it.each(['nonsense', '0', '70000', '80 80'])('when PORT is "%s"', async (port) => {
    const errors = `Error: PORT is "${port}"; it takes a number from 1 to 65535.\n`;
    expect(await start({ PORT: port })).toEqual({ code: 1, errors });
  });

  it('when PostgreSQL does not answer', async () => {
    const { code, errors } = await start({
      PORT: '18055',
      DB_CLIENT: 'pg',
      DB_HOST: '127.0.0.1',
      DB_PORT: '1',
      DB_USER: 'nobody',
      DB_PASSWORD: 'secret-of-nobody',
      DB_DATABASE: 'nothing',
    });
    expect(errors).toBe(
      'Error: PostgreSQL at 127.0.0.1:1, database "nothing": connect ECONNREFUSED 127.0.0.1:1\n',
    );
    expect(code).toBe(1);
  });

  it('when the database is one that the registry does not run on', async () => {
    const { code, errors } = await start({ PORT: '18056', DB_CLIENT: 'mysql' });
    expect(errors).toBe('Error: DB_CLIENT is "mysql"; it takes pg, or nothing for SQLite.\n');
    expect(code).toBe(1);
  });

  it('when the disk is full', async () => {
    await expect(requireSpace(folder, Number.MAX_SAFE_INTEGER)).rejects.toThrow(
      /MB left, \d+(\.\d+)? MB are needed/,
    );
    await expect(requireSpace(folder, 1)).resolves.toBeUndefined();
  });

  it('when Node is too old', () => {
    expect(() => requireNode('18.20.4')).toThrow('This is Node 18.20.4; Node 20 or newer is needed.');
    expect(() => requireNode('20.0.0')).not.toThrow();
  });
});
