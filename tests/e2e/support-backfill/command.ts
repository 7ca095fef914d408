import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { DIRECTUS_CLI, DIRECTUS_NODE, inRepository } from '../../../scripts/lib/paths.js';
import type { OwnInstance } from '../../helpers/instance.js';

export interface Run {
  /** Null when a signal ended it. */
  code: number | null;
  output: string;
  /** The last line of the output, or all of it when that is no summary but something went wrong. */
  summary: string;
}

/** Starts `directus artifacts …` as an operator does: in the folder and with the settings of the instance. */
export function startCommand(
  instance: OwnInstance,
  args: string[],
): { child: ChildProcess; run: Promise<Run> } {
  const { folder, env } = instance.place;
  const coverage = process.env['ARTIFACTS_COVERAGE'];
  const collect = pathToFileURL(inRepository('tests/helpers/collect-coverage.js')).href;
  const child = spawn(
    DIRECTUS_NODE,
    [...(coverage === undefined ? [] : ['--import', collect]), DIRECTUS_CLI, 'artifacts', ...args],
    {
      cwd: folder,
      env: coverage === undefined ? env : { ...env, ARTIFACTS_COVERAGE: coverage },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const keep = (chunk: Buffer) => (output += chunk.toString('utf8'));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const run = new Promise<Run>((resolve) => {
    child.once('close', (code) => {
      process.off('exit', kill);
      const last = output.trimEnd().split('\n').at(-1) ?? '';
      resolve({ code, output, summary: last.endsWith('.') ? last : output });
    });
  });
  return { child, run };
}

/** Runs `directus artifacts backfill …` to its end. */
export function runBackfill(instance: OwnInstance, ...args: string[]): Promise<Run> {
  return startCommand(instance, ['backfill', ...args]).run;
}
