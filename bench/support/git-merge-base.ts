import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { writeToGit } from '../../tests/helpers/git-history.js';
import { times } from './bench-setup.js';
import { quantile } from './side-by-side.js';

/**
 * How long git itself takes for the merge base of two branches, in milliseconds (median), its start included: without
 * and with a commit-graph. A yardstick to look at, not to be compared: git reads files, we ask a database.
 */
export function timeGitMergeBase(history: { trunk: number; branch: number; rounds: number }): {
  plain: number;
  commitGraph: number;
} {
  const { trunk, branch, rounds } = history;
  const chain = (length: number, from: number | null, start: number) =>
    times(length).map((index) => ({ parent: index === 0 ? from : start + index - 1, mergeParent: null }));
  const tip = trunk - 1;
  const repository = writeToGit([
    ...chain(trunk, null, 0),
    ...chain(branch, tip, trunk),
    ...chain(branch, tip, trunk + branch),
  ]);
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: repository.folder,
      env: { PATH: process.env['PATH'], HOME: repository.folder, GIT_CONFIG_NOSYSTEM: '1' },
    });
  try {
    const [ours = '', theirs = ''] = [trunk + branch - 1, trunk + 2 * branch - 1].map(repository.commitOf);
    const median = (): number => {
      const durations = times(rounds).map(() => {
        const start = performance.now();
        git('merge-base', '--all', ours, theirs);
        return performance.now() - start;
      });
      return Number(quantile(durations, 0.5).toPrecision(3));
    };
    const plain = median();
    for (const [index, commit] of [ours, theirs].entries())
      git('update-ref', `refs/heads/tip${index}`, commit);
    git('commit-graph', 'write', '--reachable');
    return { plain, commitGraph: median() };
  } finally {
    repository.remove();
  }
}
