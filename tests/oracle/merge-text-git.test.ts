import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { mergeText } from '../../src/domain/merge/merge-text.js';
import { gitMergeFiles } from './git-merge-file.js';
import { isAmbiguous, misplacedLines } from '../domain/support-merge/line-changes.js';
import { type TextTriple, textTriple } from '../domain/support-merge/merge-texts.js';

const TRIPLES = 1000;

describe('mergeText beside git merge-file', () => {
  let pairs: { triple: TextTriple; ours: string | null; git: string | null }[] = [];
  const kinds = new Map<string, { clean: number; conflicts: number; differ: number }>();

  beforeAll(() => {
    // A fixed seed: which ambiguous triples come up is chance, and a threshold must not fail by chance.
    const triples = fc.sample(textTriple, { numRuns: TRIPLES, seed: 3 });
    const git = gitMergeFiles(triples);
    pairs = triples.map((triple, index) => {
      const merged = mergeText(triple.base, triple.ours, triple.theirs);
      return { triple, ours: 'text' in merged ? merged.text : null, git: git[index]! };
    });
    for (const { triple, ours, git: theirs } of pairs) {
      const kind = kinds.get(triple.kind) ?? { clean: 0, conflicts: 0, differ: 0 };
      kinds.set(triple.kind, kind);
      kind[ours !== theirs ? 'differ' : ours === null ? 'conflicts' : 'clean']++;
    }
  }, 120_000);

  it('compares clean merges and conflicts of every kind of text', () => {
    expect(kinds.size).toBe(9);
    for (const [kind, { clean, conflicts }] of kinds)
      expect([kind, Math.min(clean, conflicts)], kind).not.toEqual([kind, 0]);
  });

  it('gives the same result for at least 99 % of them', () => {
    const differing = pairs.filter(({ ours, git }) => ours !== git).length;
    expect(pairs.length).toBe(TRIPLES);
    expect(differing).toBeLessThanOrEqual(TRIPLES / 100);
  });

  it('differs only in two classes: git drops or doubles a line, or a change can be told in several ways', () => {
    const unexplained = pairs.filter(({ triple, ours, git }) => {
      if (ours === git) return false;
      // Both moved the same lines, or both added them, in different places: for git both are right.
      const gitMisplaces = ours === null && git !== null && misplacedLines(triple, git).length > 0;
      // Diff alignment: which of several equal lines is the new one, or which of two swapped blocks has moved.
      const alignment = isAmbiguous(triple.base, triple.ours) || isAmbiguous(triple.base, triple.theirs);
      return !gitMisplaces && !alignment;
    });
    expect(unexplained).toEqual([]);
  });

  it('never drops or doubles a line in a clean merge', () => {
    const clean = pairs.filter(({ ours }) => ours !== null);
    expect(clean.length).toBeGreaterThan(TRIPLES / 3);
    for (const { triple, ours } of clean) expect(misplacedLines(triple, ours!)).toEqual([]);
  });
});
