import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Taken } from '../../src/domain/merge/merge-outcome.js';
import { MAX_SUMMARY, summarizeMerge } from '../../src/domain/merge/summarize-merge.js';

const summarize = (taken: Taken[], base: number | null = 3) =>
  summarizeMerge({ ours: 5, theirs: 7, base, taken });

describe('summarizeMerge', () => {
  it('says what was taken from where', () => {
    expect(
      summarize([
        { path: '/color', from: 'ours' },
        { path: '/size', from: 'theirs' },
        { path: '/$files/primary', from: 'theirs', name: 'logo.png' },
        { path: '/font', from: 'resolution' },
        { path: '/old', from: 'both', removed: true },
      ]),
    ).toBe(
      'Merge of v7 into v5 (base v3). From ours: /color; from theirs: /size, logo.png; from both: /old (removed); resolved: /font.',
    );
  });

  it('says so if nothing changed, if there is no base, and if the whole value changed', () => {
    expect(summarize([])).toBe('Merge of v7 into v5 (base v3). Nothing changed.');
    expect(summarize([{ path: '', from: 'ours' }], null)).toBe(
      'Merge of v7 into v5 (no base). From ours: the value.',
    );
  });

  it('counts what it cannot name', () => {
    const taken = Array.from({ length: 5000 }, (_, index): Taken => ({
      path: `/key${index}`,
      from: 'theirs',
    }));
    const summary = summarize(taken);
    expect(summary.length).toBeLessThanOrEqual(MAX_SUMMARY);
    const named = summary.match(/\/key/g)?.length ?? 0;
    expect(named).toBeGreaterThan(50);
    expect(summary).toMatch(new RegExp(` and ${5000 - named} more\\.$`));
  });

  it('stays short, on one line and free of halved characters, whatever the places are called', () => {
    const place = fc.record({
      path: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constant('😀'.repeat(80)),
        fc.constant('\n'),
      ),
      from: fc.constantFrom<Taken['from'][]>('ours', 'theirs', 'both', 'resolution'),
    });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 200 }), (taken) => {
        const summary = summarize(taken);
        expect(summary.length).toBeLessThanOrEqual(MAX_SUMMARY);
        expect(summary).not.toMatch(/[\n\r]/);
        expect(summary).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});
