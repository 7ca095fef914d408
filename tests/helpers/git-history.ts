import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryStep } from './random-history.js';

/** A history as commits of a real git repository. */
export interface GitHistory {
  /** What `git merge-base --all` says about each pair of steps: steps, in ascending order. */
  mergeBases: (pairs: [number, number][]) => number[][];
  /** The commit of a step. */
  commitOf: (step: number) => string;
  /** The folder of the repository (bare). */
  folder: string;
  remove: () => void;
}

/** Writes a history into a new repository in the OS' temporary folder. */
export function writeToGit(history: HistoryStep[]): GitHistory {
  const folder = mkdtempSync(join(tmpdir(), 'artifacts-git-'));
  const marks = join(folder, 'marks');
  const git = (args: string[], input = '') =>
    execFileSync('git', args, { cwd: folder, input, encoding: 'utf8', env: environment(folder) });
  git(['init', '--bare', '--quiet', '.']);
  git(['fast-import', '--quiet', '--force', `--export-marks=${marks}`], commits(history));
  const lines = readFileSync(marks, 'utf8').trim().split('\n');
  const commitOf = new Map(
    lines.map((line) => {
      const [mark = '', commit = ''] = line.split(' ');
      return [Number(mark.slice(1)) - 1, commit];
    }),
  );
  const stepOf = new Map([...commitOf].map(([step, commit]) => [commit, step]));
  return {
    folder,
    commitOf: (step) => commitOf.get(step) ?? '',
    mergeBases: (pairs) => {
      const input = pairs.map((pair) => `${pair.map((step) => commitOf.get(step)).join(' ')}\n`).join('');
      // One shell for all pairs; git is silent about a pair without a common ancestor.
      const script = 'while read -r a b; do git merge-base --all "$a" "$b"; echo .; done';
      const output = execFileSync('sh', ['-c', script], {
        cwd: folder,
        input,
        encoding: 'utf8',
        env: environment(folder),
      });
      const answers = output.split('.\n').slice(0, -1);
      return answers.map((answer) =>
        answer
          .split('\n')
          .filter((commit) => commit !== '')
          .map((commit) => stepOf.get(commit) ?? -1)
          .sort((one, other) => one - other),
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Nothing of the machine's own git settings comes in. */
function environment(folder: string): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_DIR: folder };
}

/** The stream of `git fast-import`: all commits on one ref, which is moved to the parents of each. */
function commits(history: HistoryStep[]): string {
  const stream = history.map(({ parent, mergeParent }, step) => {
    const lines = [
      ...(parent === null ? ['reset refs/heads/line', ''] : []),
      'commit refs/heads/line',
      `mark :${step + 1}`,
      `committer A <a@example.com> ${1_700_000_000 + step} +0000`,
      'data 0',
      ...(parent === null ? [] : [`from :${parent + 1}`]),
      ...(mergeParent === null ? [] : [`merge :${mergeParent + 1}`]),
      '',
    ];
    return lines.join('\n');
  });
  return `${stream.join('\n')}\ndone\n`;
}
