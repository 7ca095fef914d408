import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIRECTUS_CLI, DIRECTUS_NODE, inRepository } from '../../scripts/lib/paths.js';
import type { OwnInstance } from './instance.js';

export interface Run {
  /** Null when a signal ended it. */
  code: number | null;
  output: string;
  /** The last line of the output, or all of it when that is no summary but something went wrong. */
  summary: string;
}

/** Starts `directus artifacts …` as an operator does: in the folder and with the settings of the instance. */
export function startCommand(
  { place }: OwnInstance,
  args: string[],
): { child: ChildProcess; run: Promise<Run> } {
  const { nodeArgs, env } = withCoverage(place.env);
  const child = spawn(DIRECTUS_NODE, [...nodeArgs, DIRECTUS_CLI, 'artifacts', ...args], {
    cwd: place.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer) => (output += chunk.toString('utf8'));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  endWithUs(child);
  const run = new Promise<Run>((resolve) => {
    child.once('close', (code) => resolve(summedUp(code, output)));
  });
  return { child, run };
}

const runners = new Map<string, Promise<ChildProcess>>();

/**
 * Runs `directus artifacts …` to its end, in a process that all such commands of the instance share (see
 * `command-runner.js`). What must be killed, or run beside another one, wants a process of its own: `startCommand`.
 */
export async function runCommand(instance: OwnInstance, args: string[]): Promise<Run> {
  const { folder } = instance.place;
  const known = runners.get(folder) ?? startRunner(instance);
  runners.set(folder, known);
  const runner = await known;
  const stopped = new AbortController();
  const stop = () => stopped.abort(new Error('The command line has stopped.'));
  runner.once('exit', stop);
  runner.send({ args: ['artifacts', ...args] });
  const [{ code, output }] = (await once(runner, 'message', stopped)) as [{ code: number; output: string }];
  runner.off('exit', stop);
  return summedUp(code, output);
}

/** Ends the process that ran the commands of the instance, if there is one: it holds connections to the database. */
export async function endCommands({ place }: Pick<OwnInstance, 'place'>): Promise<void> {
  const runner = await runners.get(place.folder);
  runners.delete(place.folder);
  if (runner?.exitCode !== null) return;
  // Not "close", which does not come after this end has closed the channel.
  const exited = once(runner, 'exit');
  runner.disconnect();
  await exited;
}

async function startRunner({ place }: OwnInstance): Promise<ChildProcess> {
  const { nodeArgs, env } = withCoverage(place.env);
  // <api>/dist/cli/run.js
  const api = dirname(dirname(dirname(DIRECTUS_CLI)));
  const runner = fork(inRepository('tests/helpers/command-runner.js'), [api], {
    cwd: place.folder,
    env,
    execPath: DIRECTUS_NODE,
    execArgv: nodeArgs,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  endWithUs(runner);
  await once(runner, 'message');
  return runner;
}

/** Coverage of what commands do counts as well. */
function withCoverage(env: Record<string, string>): { nodeArgs: string[]; env: Record<string, string> } {
  const coverage = process.env['ARTIFACTS_COVERAGE'];
  if (coverage === undefined) return { nodeArgs: [], env };
  const collect = pathToFileURL(inRepository('tests/helpers/collect-coverage.js')).href;
  return { nodeArgs: ['--import', collect], env: { ...env, ARTIFACTS_COVERAGE: coverage } };
}

/** A worker that is stopped in the middle of a test must not leave it behind. */
function endWithUs(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

function summedUp(code: number | null, output: string): Run {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return { code, output, summary: last.endsWith('.') ? last : output };
}
