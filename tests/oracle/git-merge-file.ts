import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TextTriple } from '../domain/support-merge/merge-texts.js';

/** What git makes of a triple: the merged text, or null for a conflict. */
export type GitMerge = string | null;

/** One shell for all of them: starting a process from Node for each takes longer than git itself. */
const SCRIPT = `
for triple in */; do
  git merge-file -p -q "$triple/ours" "$triple/base" "$triple/theirs" > "$triple/merged"
  echo $? > "$triple/status"
done`;

/**
 * Merges each triple with `git merge-file`.
 *
 * @throws Error if there is no git, or if it fails on a triple
 */
export function gitMergeFiles(triples: TextTriple[]): GitMerge[] {
  assertGit();
  const directory = mkdtempSync(join(tmpdir(), 'merge-file-'));
  try {
    triples.forEach((triple, index) => {
      mkdirSync(join(directory, String(index)));
      for (const side of ['base', 'ours', 'theirs'] as const)
        writeFileSync(join(directory, String(index), side), triple[side]);
    });
    execFileSync('sh', ['-c', SCRIPT], { cwd: directory });
    return triples.map((_, index) => {
      const read = (name: string) => readFileSync(join(directory, String(index), name), 'utf8');
      // The number of conflicts, up to 127; above that, an error.
      const status = Number(read('status'));
      if (status > 127) throw new Error(`git merge-file failed with ${status} on triple ${index}.`);
      return status === 0 ? read('merged') : null;
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function assertGit(): void {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Error('git is not installed: the tests compare text merges with "git merge-file".');
  }
}
