import { spawn } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DIRECTUS_MODULES, DIRECTUS_NODE, inRepository } from '../../scripts/lib/paths.js';
import type { Place } from './place.js';
import type { Instance } from './instance.js';

/** How a run of `directus-artifacts` ended. */
export interface CliRun {
  code: number | null;
  /** Results: the standard output. */
  out: string;
  /** Where it worked, progress, errors: the error output. */
  errors: string;
}

/**
 * Runs the real `directus-artifacts` as a process of its own. Nothing of our environment comes in but what programs
 * need to run at all.
 */
export function runCli(
  args: string[],
  options: { env?: Record<string, string>; cwd?: string; input?: string } = {},
): Promise<CliRun> {
  const { env = {}, cwd = inRepository(), input = '' } = options;
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(DIRECTUS_NODE, [inRepository('cli/index.js'), ...args], {
      cwd,
      env: { PATH, HOME, NODE_COMPILE_CACHE, ...env },
    });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, errors }));
    // It may have ended without reading what it is told.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** The same against a running instance, as the holder of a token. */
export function runCliOn(instance: Instance, args: string[], token = instance.admin.token): Promise<CliRun> {
  return runCli(args, { env: { DIRECTUS_URL: instance.url, DIRECTUS_TOKEN: token } });
}

/** The same in the folder of an instance, made to look like an operator's: with Directus in its node_modules. */
export async function runCliIn(
  place: Place,
  args: string[],
  env: Record<string, string> = {},
): Promise<CliRun> {
  await symlink(DIRECTUS_MODULES, join(place.folder, 'node_modules')).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  return runCli(args, { cwd: place.folder, env: { ...place.env, ...env } });
}
