import { describe, expect, test } from 'vitest';
import { inTheirPlace, modeOf, recipients } from '../../src/domain/notifications/recipients.js';
import { type ReviewSettings, USUAL_SETTINGS } from '../../src/domain/notifications/modes.js';
import {
  changeSettings,
  isAway,
  nextLook,
  shownSettings,
} from '../../src/domain/notifications/review-settings.js';
import { type NamedVersion, notificationText } from '../../src/domain/notifications/texts.js';
import { waitsFor } from '../../src/domain/notifications/waits-for.js';
import { languageOf } from '../../src/domain/notifications/words.js';
import type { LoggedApproval, Policy } from '../../src/domain/policies/words.js';
import { InvalidPayload } from '../../src/errors/index.js';

const NOW = '2026-12-01T10:30:00.000Z';
const [ANNA, BEN, CARA] = ['anna', 'ben', 'cara'];
const set = (changes: Partial<ReviewSettings>): ReviewSettings => ({ ...USUAL_SETTINGS, ...changes });
const AWAY = { away_from: '2026-12-01T00:00:00.000Z', away_until: '2026-12-08T08:00:00.000Z' };

describe('Settings', () => {
  const change = (before: ReviewSettings, changes: Partial<ReviewSettings>) =>
    changeSettings(before, changes, { own: ANNA, now: NOW });

  test('keep what is not changed, and say moments in UTC', () => {
    const before = set({ mode: 'digest', digest_hour: 5 });
    expect(change(before, { away_until: '2026-12-02T09:00:00+01:00' })).toEqual({
      ...before,
      away_from: NOW,
      away_until: '2026-12-02T08:00:00.000Z',
    });
    const from = '2026-12-01T12:00:00+01:00';
    expect(change(before, { away_from: from, away_until: '2026-12-02T00:00:00Z' }).away_from).toBe(
      '2026-12-01T11:00:00.000Z',
    );
  });

  test.each([
    [{ away_until: NOW }, 'away_until'],
    [{ away_until: '2036-01-01T00:00:00Z' }, 'away_until'],
    [{ away_from: '2026-12-02T00:00:00Z' }, 'away_until'],
    [{ away_from: '2026-12-03T00:00:00Z', away_until: '2026-12-02T00:00:00Z' }, 'away_until'],
    [{ delegate_to: ANNA }, 'delegate_to'],
  ])('refuse %j', (changes, field) => {
    expect(() => change(USUAL_SETTINGS, changes)).toThrow(InvalidPayload);
    expect(() => change(USUAL_SETTINGS, changes)).toThrow(`"${field}"`);
  });

  test('whose absence is over may be changed as if there had been none', () => {
    const over = set({ away_from: '2026-11-01T00:00:00.000Z', away_until: '2026-11-08T00:00:00.000Z' });
    expect(shownSettings(over, NOW)).toEqual(USUAL_SETTINGS);
    expect(change(over, { mode: 'off' })).toEqual(set({ mode: 'off' }));
  });

  test('of who ends an absence early remember since when they were away', () => {
    const ended = change(set(AWAY), { away_until: null });
    expect(ended).toMatchObject({ away_from: AWAY.away_from, away_until: NOW });
    expect([isAway(ended, NOW), shownSettings(ended, NOW).away_until]).toEqual([false, null]);
    const called_off = set({ away_from: '2026-12-05T00:00:00.000Z', away_until: AWAY.away_until });
    expect(change(called_off, { away_until: null })).toEqual(USUAL_SETTINGS);
  });
});

describe('The next look', () => {
  test.each([
    ['each', {}, null],
    ['each', AWAY, AWAY.away_until],
    ['off', AWAY, null],
    ['digest', {}, '2026-12-02T07:00:00.000Z'],
    ['digest', { digest_hour: 11 }, '2026-12-01T11:00:00.000Z'],
    ['digest', { digest_hour: 10 }, '2026-12-02T10:00:00.000Z'],
    ['digest', { ...AWAY, digest_hour: 9 }, '2026-12-08T09:00:00.000Z'],
    ['digest', { ...AWAY, digest_hour: 8 }, '2026-12-09T08:00:00.000Z'],
    ['digest', { ...AWAY, away_from: '2026-12-03T00:00:00.000Z' }, '2026-12-02T07:00:00.000Z'],
  ] as const)('of mode %s with %j is at %s', (mode, settings, at) => {
    expect(nextLook(set(settings), mode, NOW)).toBe(at);
  });
});

describe('Who is told', () => {
  const among = (
    settings: Record<string, Partial<ReviewSettings>>,
    usual: 'each' | 'digest' | 'off' = 'each',
  ) => ({
    settings: new Map(Object.entries(settings).map(([id, changes]) => [id, set(changes)])),
    usual,
    now: NOW,
  });
  const all = { waitsFor: [ANNA, BEN], mayDecide: [ANNA, BEN, CARA] };
  const told = (circumstances: ReturnType<typeof among>, concerned = all) =>
    recipients(circumstances, concerned).map(({ userId, inPlaceOf }) => `${userId}<${inPlaceOf ?? ''}`);

  test('are those for whom it waits, but for who wants none', () => {
    expect(told(among({}))).toEqual(['anna<', 'ben<']);
    expect(told(among({ ben: { mode: 'off' } }))).toEqual(['anna<']);
    expect(told(among({}, 'off'))).toEqual([]);
    expect(modeOf(among({ ben: { mode: 'each' } }, 'off'), BEN)).toBe('off');
    expect(modeOf(among({ ben: { mode: 'each' } }, 'digest'), BEN)).toBe('each');
  });

  test('is the delegate of who is away, once, if they may decide it', () => {
    const away = { ...AWAY, delegate_to: CARA };
    expect(told(among({ anna: away }))).toEqual(['cara<anna', 'ben<']);
    expect(told(among({ anna: away, ben: away }))).toEqual(['cara<anna']);
    expect(told(among({ anna: { ...away, delegate_to: BEN } }))).toEqual(['ben<']);
    expect(told(among({ anna: away }), { ...all, mayDecide: [ANNA, BEN] })).toEqual(['ben<']);
    expect(told(among({ anna: { ...away, away_from: AWAY.away_until } }))).toEqual(['anna<', 'ben<']);
  });

  test('is nobody else when the delegate is away as well, wants none, or is oneself', () => {
    const to = (delegate_to: string) => ({ ...AWAY, delegate_to });
    expect(inTheirPlace(among({ anna: to(BEN), ben: to(ANNA) }), ANNA)).toBeNull();
    expect(inTheirPlace(among({ anna: to(BEN), ben: to(CARA) }), ANNA)).toBeNull();
    expect(inTheirPlace(among({ anna: to(BEN), ben: { mode: 'off' } }), ANNA)).toBeNull();
    expect(inTheirPlace(among({ anna: to(ANNA) }), ANNA)).toBeNull();
    expect(inTheirPlace(among({ anna: { ...to(BEN), mode: 'off' } }), ANNA)).toBeNull();
  });
});

describe('A version', () => {
  const policy: Policy = {
    id: 'p',
    name: 'Two of us',
    project_id: null,
    schema_key: null,
    origins: null,
    actor_types: null,
    filter: null,
    effect: 'require',
    reason: null,
    approvals: 2,
    reviewers: null,
    distinct_from_author: true,
    fresh: false,
    revision: 1,
  };
  const approved = (actor_id: string): LoggedApproval => ({
    action: 'approve',
    actor_id,
    actor_type: 'human',
    content_hash: 'h',
    decision_id: null,
    feedback: null,
    sequence: 1,
  });
  const waiting = (more: {
    requires?: Policy[];
    log?: LoggedApproval[];
    status?: 'pending' | 'approved';
  }) => ({
    version: { status: more.status ?? ('pending' as const), user_created: CARA },
    requires: more.requires ?? [],
    standing: { content_hash: 'h', author: CARA, lineHead: 1, log: more.log ?? [] },
    eligible: (_policy: Policy, userId: string) => userId !== 'stranger',
  });

  test('without a policy waits for everybody, and for its author unless that is forbidden', () => {
    expect(waitsFor(waiting({}), ANNA, true)).toBe(true);
    expect(waitsFor(waiting({}), CARA, false)).toBe(true);
    expect(waitsFor(waiting({}), CARA, true)).toBe(false);
    expect(waitsFor(waiting({ status: 'approved' }), ANNA, false)).toBe(false);
  });

  test('with policies waits for those whose approval would count, and has not been given', () => {
    const requires = [policy];
    const log = [approved(ANNA)];
    expect(waitsFor(waiting({ requires, log }), BEN, false)).toBe(true);
    expect(waitsFor(waiting({ requires, log }), ANNA, false)).toBe(false);
    expect(waitsFor(waiting({ requires }), CARA, false)).toBe(false);
    expect(waitsFor(waiting({ requires }), 'stranger', false)).toBe(false);
  });
});

describe('The text', () => {
  const named = (nth: number): NamedVersion => ({
    id: `id-${nth}`,
    schema_key: `page.p${nth}`,
    version_number: nth,
    project: '[Evil](https://x)\n# *Co*',
    author: 'ai',
  });
  const text = (more: Partial<Parameters<typeof notificationText>[0]>) =>
    notificationText({
      occasion: 'new',
      versions: [named(1)],
      count: 1,
      more: false,
      inPlaceOf: [],
      studio: 'https://cms.example.com/admin',
      language: 'en',
      ...more,
    });

  test('of one version names it and leads to its page; what people wrote is only text', () => {
    const { subject, message } = text({ inPlaceOf: ['A_b'] });
    expect(subject).toBe('page.p1, version 1, waits for your review');
    expect(message).toBe(
      [
        '**\\[Evil\\]\\(https://x\\) \\# \\*Co\\***: [page.p1](https://cms.example.com/admin/artifacts/review/id-1), version 1, recorded by an AI',
        'You are told in place of A\\_b, who is away.',
        '[Open the review](https://cms.example.com/admin/artifacts/review/id-1)',
      ].join('\n\n'),
    );
  });

  test('of many names ten and counts the others', () => {
    const versions = Array.from({ length: 12 }, (_, index) => named(index + 1));
    const { subject, message } = text({ versions, count: 12 });
    expect(subject).toBe('12 versions wait for your review');
    expect(message.match(/^- /gm)).toHaveLength(10);
    expect(message).toContain('and 2 more');
    expect(text({ versions, count: 12, more: true }).subject).toBe('12+ versions wait for your review');
  });

  test('greets who is back, in German where the Studio is German', () => {
    const { subject, message } = text({ occasion: 'back', language: languageOf('de-AT') });
    expect(subject).toBe('1 Version wartet auf Ihre Prüfung');
    expect(message).toContain('Willkommen zurück');
    expect([languageOf(null), languageOf('fr-FR')]).toEqual(['en', 'en']);
  });
});
