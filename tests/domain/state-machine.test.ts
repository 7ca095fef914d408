import { describe, expect, it } from 'vitest';
import { decisionForStatus, isLive, nextStatus, requiresReason } from '../../src/domain/state-machine.js';
import { DECISION_ACTIONS, VERSION_STATUSES } from '../../src/domain/words.js';
import { codeOf, refusalOf } from './refusal.js';

/** Every decision that may be made; all others are refused. */
const ALLOWED: Record<string, string> = {
  'pending approve': 'approved',
  'pending reject': 'rejected',
  'pending request_changes': 'pending',
  'approved revoke': 'rejected',
  'superseded revoke live': 'superseded',
};
const REFUSED = [409, 'ILLEGAL_TRANSITION'];

const everyDecision = VERSION_STATUSES.flatMap((from) =>
  DECISION_ACTIONS.flatMap((action) => [true, false].map((live) => ({ from, action, live }))),
);

describe('nextStatus', () => {
  it.each(everyDecision)('$from, $action, live: $live', ({ from, action, live }) => {
    const to = ALLOWED[`${from} ${action}`] ?? ALLOWED[`${from} ${action}${live ? ' live' : ''}`];
    if (to === undefined) expect(codeOf(() => nextStatus(from, action, live))).toEqual(REFUSED);
    else expect(nextStatus(from, action, live)).toBe(to);
  });

  it('names status and decision in the refusal', () => {
    expect(refusalOf(() => nextStatus('rejected', 'approve', false)).extensions).toEqual({
      from: 'rejected',
      action: 'approve',
    });
  });
});

describe('decisionForStatus', () => {
  const MEANT: Record<string, string> = {
    'pending approved': 'approve',
    'pending rejected': 'reject',
    'approved rejected': 'revoke',
  };
  const everyChange = VERSION_STATUSES.flatMap((from) => VERSION_STATUSES.map((to) => ({ from, to })));

  it.each(everyChange)('$from to $to', ({ from, to }) => {
    const meant = MEANT[`${from} ${to}`];
    if (from === to) expect(decisionForStatus(from, to)).toBeNull();
    else if (meant === undefined) expect(codeOf(() => decisionForStatus(from, to))).toEqual(REFUSED);
    else expect(decisionForStatus(from, to)).toBe(meant);
  });

  it('only ever means a decision that leads to that status', () => {
    for (const { from, to } of everyChange.filter(({ from, to }) => MEANT[`${from} ${to}`] !== undefined)) {
      const action = decisionForStatus(from, to);
      expect(action && nextStatus(from, action, false)).toBe(to);
    }
  });
});

describe('requiresReason', () => {
  it('asks for one where the answer is no', () => {
    expect(DECISION_ACTIONS.filter(requiresReason)).toEqual(['reject', 'revoke']);
  });
});

describe('isLive', () => {
  it.each([
    [null, null, false],
    [3, null, true],
    [0, null, true],
    [3, 5, false],
  ])('promoted in %s, retired in %s: %s', (promoted_context_version, retired_context_version, live) => {
    expect(isLive({ promoted_context_version, retired_context_version })).toBe(live);
  });
});
