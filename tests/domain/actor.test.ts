import { describe, expect, it } from 'vitest';
import { assertMayDecide, deriveActor } from '../../src/domain/actor.js';
import { ACTOR_TYPES } from '../../src/domain/words.js';
import { codeOf } from './refusal.js';

const CLAIMS = [undefined, null, ...ACTOR_TYPES, 'root', 7, { type: 'human' }, ['system']];

describe('deriveActor', () => {
  it.each([
    ['no accountability', null],
    ['a Flow with full access', { user: null, app: true }],
    ['the public', { user: null, app: false }],
    ['an accountability without a user', {}],
  ])('%s is the system, whatever it claims', (_who, accountability) => {
    for (const claim of CLAIMS) {
      expect(deriveActor(accountability, claim)).toEqual({ id: null, type: 'system' });
    }
  });

  it('a user of the Studio is a human, whatever it claims', () => {
    for (const claim of CLAIMS) {
      expect(deriveActor({ user: 'u1', app: true }, claim)).toEqual({ id: 'u1', type: 'human' });
    }
  });

  it('an API-only user is an ai, may say system, and can claim nothing else', () => {
    for (const claim of CLAIMS) {
      const type = claim === 'system' ? 'system' : 'ai';
      expect(deriveActor({ user: 'u2', app: false }, claim)).toEqual({ id: 'u2', type });
      expect(deriveActor({ user: 'u2' }, claim)).toEqual({ id: 'u2', type });
    }
  });
});

describe('assertMayDecide', () => {
  const REFUSED = [403, 'SELF_APPROVAL_FORBIDDEN'];
  const OWN = { versionAuthor: 'u1', forbidSelfApproval: false };

  it.each([
    ['ai', false],
    ['ai', true],
    ['system', false],
    ['system', true],
    ['human', true],
  ] as const)('refuses one’s own version to %s (setting %s)', (type, forbidSelfApproval) => {
    expect(codeOf(() => assertMayDecide({ ...OWN, actor: { id: 'u1', type }, forbidSelfApproval }))).toEqual(
      REFUSED,
    );
  });

  it('lets people decide on their own version unless the operator forbids it', () => {
    expect(() => assertMayDecide({ ...OWN, actor: { id: 'u1', type: 'human' } })).not.toThrow();
  });

  it.each([
    ['a version of another user', { id: 'u2', type: 'ai' }, 'u1'],
    ['a version that no user recorded', { id: 'u2', type: 'human' }, null],
    ['a Flow deciding on what a Flow recorded', { id: null, type: 'system' }, null],
    ['the policy engine', { id: null, type: 'rule' }, 'u1'],
  ] as const)('allows %s under either setting', (_what, actor, versionAuthor) => {
    for (const forbidSelfApproval of [true, false]) {
      expect(() => assertMayDecide({ actor, versionAuthor, forbidSelfApproval })).not.toThrow();
    }
  });
});
