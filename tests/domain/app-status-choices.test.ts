import { describe, expect, it } from 'vitest';
import { consequenceOf, nextStatuses, reachableStatuses } from '../../src/status-interface/choices.js';

describe('The status field', () => {
  it.each([
    ['pending', ['approved', 'rejected']],
    ['approved', ['rejected']],
    ['rejected', []],
    ['superseded', []],
  ] as const)('offers for %s: %j', (from, offered) => {
    expect(nextStatuses(from)).toEqual(offered);
  });

  it('offers for several versions what any of them can become', () => {
    expect(reachableStatuses()).toEqual(['approved', 'rejected']);
  });

  it.each([
    ['pending', 'approved', 'pending', 'shows_older'],
    ['pending', 'approved', 'approved', 'shows_older'],
    ['pending', 'approved', 'rejected', 'would_revoke'],
    ['pending', 'rejected', 'approved', 'too_late'],
    ['approved', 'superseded', 'rejected', 'too_late'],
    ['pending', 'approved', null, 'shows_older'],
  ] as const)('read %s, now %s, chosen %s: %s', (shown, now, chosen, consequence) => {
    expect(consequenceOf(shown, now, chosen)).toBe(consequence);
  });
});
