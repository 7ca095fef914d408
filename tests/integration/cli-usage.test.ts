import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../scripts/lib/directus.js';
import { runCli } from '../helpers/cli.js';

const TOKEN = 'a-token-that-nobody-may-see';
const COMMANDS = [
  'doctor',
  'verify',
  'policies install',
  'migrate',
  'backfill',
  'archive',
  'archive restore',
  'guards',
  'to-postgres',
];

/** Each run is a process of its own, on a machine that may be busy. */
const SLOW = { timeout: 60_000 };

/** What is written for a person: the error's line, without where it worked. */
const lastLine = (errors: string) => errors.trimEnd().split('\n').at(-1);

describe('the command line explains itself', SLOW, () => {
  test('--help lists the commands, and a command is needed', async () => {
    const { code, out } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(out).toContain(`\n  ${command.split(' ')[0]!} `);
    expect(await runCli([])).toMatchObject({ code: 2, out: '', errors: expect.stringContaining('Usage:') });
    expect(await runCli(['--version'])).toMatchObject({ code: 0, out: '0.1.0\n' });
  });

  test.each(COMMANDS)('%s --help has an example', async (command) => {
    const { code, out, errors } = await runCli([...command.split(' '), '--help']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(out).toContain(`Usage: directus-artifacts ${command}`);
    expect(out).toMatch(new RegExp(`Example:\\n.*directus-artifacts ${command}`));
  });

  test.each([
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    ['an unknown option', ['doctor', '--frobnicate'], /unknown option '--frobnicate'/],
    ['archive without an age', ['archive'], /Give --older-than, e\.g\. 180d/],
    ['an age without a unit', ['archive', '--older-than', '180'], /an age such as 12h, 180d/],
    [
      'archiving what is approved',
      ['archive', '--older-than', '1d', '--status', 'rejected,approved'],
      /superseded or rejected can be archived, no others/,
    ],
    ['restoring nothing', ['archive', 'restore'], /one of --version, --project and --all/],
    ['restoring twice', ['archive', 'restore', '--version', '1', '--all'], /one of --version, --project/],
    ['guards without on or off', ['guards'], /missing required argument 'state'/],
    ['guards sideways', ['guards', 'sideways'], /Allowed choices are on, off/],
    [
      'a table that has no guards',
      ['guards', 'off', '--table', 'tasks'],
      /Allowed choices are artifact_approvals/,
    ],
    ['guards on for one table', ['guards', 'on', '--table', 'directus_files'], /--table goes with off/],
    [
      'verify without a project',
      ['verify', '--url', 'http://127.0.0.1', '--token', TOKEN],
      /--project <id> or --all/,
    ],
    ['verify of both', ['verify', '--all', '--project', '1'], /either --project <id> or --all/],
    [
      'a folder that is not there',
      ['migrate', '--directory', '/nowhere/at/all'],
      /no folder \/nowhere\/at\/all/,
    ],
    ['no URL', ['doctor', '--token', TOKEN], /Give --url, or set DIRECTUS_URL/],
    ['no token', ['doctor', '--url', 'http://127.0.0.1'], /Give --token, or set DIRECTUS_TOKEN/],
    ['a URL that is none', ['doctor', '--url', '127.0.0.1:8055', '--token', TOKEN], /URL must be one like/],
    ['another scheme', ['doctor', '--url', 'ftp://127.0.0.1', '--token', TOKEN], /URL must be one like/],
    [
      'a password in the URL',
      ['doctor', '--url', `http://me:${TOKEN}@127.0.0.1`, '--token', 'x'],
      /without user/,
    ],
    [
      'a token with a line break',
      ['doctor', '--url', 'http://127.0.0.1', '--token', `${TOKEN}\n`],
      /characters/,
    ],
  ])('%s is wrong usage: one line, and exit code 2', async (_what, args, message) => {
    const { code, out, errors } = await runCli(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(errors).toMatch(/^Error: /);
    expect(errors).toMatch(message);
    expect(errors).not.toContain(TOKEN);
    expect(errors).not.toContain('    at ');
  });
});

describe('an address that is wrong is told in one line, with exit code 1', SLOW, () => {
  const run = (url: string) =>
    runCli(['policies', 'install'], { env: { DIRECTUS_URL: url, DIRECTUS_TOKEN: TOKEN } });

  test('when nothing listens there', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    expect(await run(url)).toEqual({
      code: 1,
      out: '',
      errors: `Error: ${url} cannot be reached: nothing listens there. Is Directus running, and are host and port right?\n`,
    });
  });

  test('when there is no such host', async () => {
    const { code, errors } = await run('http://no-such-host.invalid');
    expect(code).toBe(1);
    expect(errors).toMatch(/^Error: http:\/\/no-such-host\.invalid cannot be reached: .*name.*\.\n$/);
  });

  test('when something else answers, hangs up, or sends elsewhere', async () => {
    const web = createServer((request, response) => {
      if (request.url?.startsWith('/rude/')) request.socket.destroy();
      else if (request.url?.startsWith('/away/'))
        response.writeHead(302, { Location: `http://localhost:${port}/server/ping` }).end();
      else response.end('<h1>Welcome</h1>');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => web.once('listening', resolve));
    const { port } = web.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    try {
      expect((await run(url)).errors).toBe(
        `Error: ${url} answers, but is not Directus (status 200 for /server/ping). Check the address.\n`,
      );
      expect(await run(`${url}/rude`)).toMatchObject({
        code: 1,
        errors: `Error: ${url}/rude cannot be reached: the connection was cut off.\n`,
      });
      expect(await run(`${url}/away`)).toMatchObject({
        code: 1,
        errors: `Error: ${url}/away leads to http://localhost:${port}: give that address.\n`,
      });
    } finally {
      web.close();
    }
  });
});

describe('a folder without Directus', SLOW, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'artifacts-cli-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(['migrate', 'backfill', 'guards off'])('%s stops and leaves it as it is', async (command) => {
    const { code, out, errors } = await runCli(command.split(' '), { cwd: folder });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(lastLine(errors)).toMatch(/^Error: There is no Directus in .*--directory\.$/);
    expect(await readdir(folder)).toEqual([]);
  });
});
