import { validatePayload } from '@directus/utils';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWithPast } from '../../src/domain/policies/backtest.js';
import { decidingRule, fits, judge } from '../../src/domain/policies/match-policy.js';
import { matchesFilter } from '../../src/domain/policies/match-filter.js';
import { assertOwnFeedback, requiredFeedback } from '../../src/domain/policies/policy-feedback.js';
import { type PolicyFields, readPolicy } from '../../src/domain/policies/read-policy.js';
import { reasonText } from '../../src/domain/policies/reason-text.js';
import type { JsonObject, Version } from '../../src/domain/words.js';
import { InvalidPayload } from '../../src/errors/index.js';

const ID = '616bb1fe-1f73-4878-9bd7-8fb613d4e971';

const version = (fields: Partial<Version> = {}): Version =>
  ({
    id: ID,
    project_id: 7,
    schema_key: 'brand.logo',
    version_number: 3,
    status: 'pending',
    value: { language: 'en', size: 12 },
    primary_file_id: null,
    source_task_id: null,
    summary: null,
    content_hash: 'aa',
    change_origin: 'sync',
    date_created: '2026-01-31T09:30:00.000Z',
    user_created: 'author',
    ...fields,
  }) as Version;

const policy = (fields: PolicyFields = {}) => readPolicy({ id: ID, name: 'P', effect: 'require', ...fields });

describe('a policy that is saved', () => {
  const WRONG: [PolicyFields, string][] = [
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(256) }, 'name'],
    [{ effect: 'approve' }, 'effect'],
    [{ schema_key: 'Brand' }, 'schema_key'],
    [{ schema_key: 'a..b' }, 'schema_key'],
    [{ schema_key: 5 }, 'schema_key'],
    [{ origins: ['import'] }, 'origins'],
    [{ origins: 'sync' }, 'origins'],
    [{ actor_types: ['rule'] }, 'actor_types'],
    [{ approvals: 0 }, 'approvals'],
    [{ approvals: 1.5 }, 'approvals'],
    [{ approvals: '2' }, 'approvals'],
    [{ approvals: 21 }, 'approvals'],
    [{ reviewers: [] }, 'reviewers'],
    [{ reviewers: { groups: [] } }, 'reviewers'],
    [{ reviewers: { users: ['robin'] } }, 'reviewers'],
    [{ reviewers: { roles: ID } }, 'reviewers'],
    [{ distinct_from_author: 'yes' }, 'distinct_from_author'],
    [{ fresh: 2 }, 'fresh'],
    [{ reason: 5 }, 'reason'],
    [{ reason: 'By {{author}}' }, 'reason'],
    [{ filter: [] }, 'filter'],
    [{ filter: 'x' }, 'filter'],
    [{ filter: { title: { _eq: 1 } } }, 'filter'],
    [{ filter: { summary: 'x' } }, 'filter'],
    [{ filter: { summary: {} } }, 'filter'],
    [{ filter: { summary: { _like: 'x' } } }, 'filter'],
    [{ filter: { summary: { _regex: '(a+)+$' } } }, 'filter'],
    [{ filter: { project_id: { title: { _eq: 'x' } } } }, 'filter'],
    [{ filter: { user_created: { _eq: '$CURRENT_USER' } } }, 'filter'],
    [{ filter: { version_number: { _in: 3 } } }, 'filter'],
    [{ filter: { version_number: { _between: [1] } } }, 'filter'],
    [{ filter: { summary: { _eq: { a: 1 } } } }, 'filter'],
    [{ filter: { _and: { summary: { _null: true } } } }, 'filter'],
    [{ filter: { _or: [null] } }, 'filter'],
    [{ filter: { summary: { _eq: 'x'.repeat(20_001) } } }, 'filter'],
  ];

  it.each(WRONG)('%j is refused naming the field', (fields, field) => {
    try {
      policy(fields);
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidPayload);
      expect(error).toMatchObject({ extensions: { field } });
      return;
    }
    expect.unreachable('It was accepted');
  });

  it('is bounded in depth', () => {
    let filter: JsonObject = { summary: { _null: true } };
    for (let level = 0; level < 25; level++) filter = { _and: [filter] };
    expect(() => policy({ filter })).toThrow(/levels deep/);
    let nested: JsonObject = { _eq: 1 };
    for (let level = 0; level < 25; level++) nested = { a: nested };
    expect(() => policy({ filter: { value: nested } })).toThrow(/levels deep/);
  });

  it('takes what the Studio and SQLite send', () => {
    expect(
      policy({ origins: [], actor_types: [], schema_key: '', reason: '', filter: { _and: [] }, fresh: 1 }),
    ).toMatchObject({ origins: null, actor_types: null, schema_key: null, reason: null, fresh: true });
    expect(policy({ reviewers: { roles: [], users: [] } }).reviewers).toBeNull();
    expect(policy({ approvals: null })).toMatchObject({ approvals: 1, distinct_from_author: true });
  });
});

describe('a policy fits', () => {
  const FITS: [PolicyFields, boolean][] = [
    [{}, true],
    [{ project_id: 7 }, true],
    [{ project_id: '7' }, true],
    [{ project_id: 8 }, false],
    [{ schema_key: 'brand.*' }, true],
    [{ schema_key: '**' }, true],
    [{ schema_key: 'copy.*' }, false],
    [{ origins: ['sync', 'deployment'] }, true],
    [{ origins: ['local_modification'] }, false],
    [{ actor_types: ['ai'] }, true],
    [{ actor_types: ['human'] }, false],
    [{ filter: { schema_key: { _starts_with: 'brand.' } } }, true],
    [{ filter: { _and: [{ version_number: { _gt: 2 } }, { summary: { _null: true } }] } }, true],
    [{ filter: { _or: [{ version_number: { _gt: 3 } }, { summary: { _nnull: true } }] } }, false],
    [{ filter: { value: { language: { _eq: 'en' } } } }, true],
    [{ filter: { value: { language: { _eq: 'de' } } } }, false],
    [{ filter: { value: { size: { _lte: 12 }, language: { _in: ['en', 'fr'] } } } }, true],
    [{ filter: { value: { missing: { _neq: 1 } } } }, false],
    [{ filter: { date_created: { _lt: '$NOW' } } }, true],
    [{ filter: { date_created: { _gt: '$NOW(-1 day)' } } }, false],
    [{ filter: { 'year(date_created)': { _eq: 2026 } } }, true],
    [{ filter: { primary_file_id: { _nnull: true } } }, false],
  ];

  it.each(FITS)('%j: %s', (fields, expected) => {
    expect(fits(policy(fields), { version: version(), author: 'ai' })).toBe(expected);
  });

  it('by the library of Directus: kept rules say what that says', () => {
    const leaf = fc.oneof(
      fc.record({ version_number: fc.record({ _gt: fc.integer({ min: 0, max: 6 }) }) }),
      fc.record({
        version_number: fc.record({ _in: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1 }) }),
      }),
      fc.record({ schema_key: fc.record({ _contains: fc.constantFrom('brand', 'logo', 'x') }) }),
      fc.record({
        summary: fc.constantFrom({ _null: true }, { _nnull: true }, { _eq: 'x' }, { _empty: true }),
      }),
      fc.record({ value: fc.record({ size: fc.record({ _gte: fc.integer({ min: 0, max: 20 }) }) }) }),
    );
    const { rule } = fc.letrec<{ rule: JsonObject }>((tie) => ({
      rule: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.record({ _and: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ _or: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }) }),
      ),
    }));
    const subject = fc.record({
      version_number: fc.integer({ min: 0, max: 6 }),
      schema_key: fc.constantFrom('brand.logo', 'x'),
      summary: fc.constantFrom(null, 'x', ''),
      value: fc.constantFrom(null, { size: 3 }, { size: 15 }, 5),
    });
    fc.assert(
      fc.property(rule, subject, (filter, fields) => {
        const whole = version(fields);
        const theirs = validatePayload(filter as never, { ...whole }, { requireAll: true }).length === 0;
        expect(matchesFilter(filter, whole)).toBe(theirs);
      }),
    );
  });
});

describe('the policies of a version', () => {
  const subject = { version: version(), author: 'ai' as const };

  it('the first rule that fits decides; all that require hold', () => {
    const rules = [
      policy({ name: 'not this', effect: 'auto_reject', schema_key: 'copy' }),
      policy({ name: 'this', effect: 'auto_reject' }),
      policy({ name: 'nor this', effect: 'auto_approve' }),
      policy({ name: 'one' }),
      policy({ name: 'two' }),
    ];
    const { automatic, requires } = judge(rules, subject);
    expect([automatic?.name, ...requires.map(({ name }) => name)]).toEqual(['this', 'one', 'two']);
  });

  it('what people have to approve is rejected by a rule, but never approved', () => {
    const approve = policy({ effect: 'auto_approve' });
    const reject = policy({ effect: 'auto_reject' });
    expect(decidingRule(judge([approve], subject))).toBe(approve);
    expect(decidingRule(judge([approve, policy()], subject))).toBeNull();
    expect(decidingRule(judge([reject, policy()], subject))).toBe(reject);
    expect(decidingRule(judge([policy()], subject))).toBeNull();
  });
});

describe('what the log says', () => {
  it('fills in a template, and always gives a reason', () => {
    const rule = policy({
      effect: 'auto_reject',
      reason: '{{ schema_key }} v{{version_number}}, {{policy}}: {{summary}}',
    });
    expect(reasonText(rule, version({ summary: '$& odd' }))).toBe('brand.logo v3, P: $& odd');
    const empty = policy({ effect: 'auto_reject', reason: '{{summary}}', revision: 4 });
    expect(reasonText(empty, version())).toBe('Rejected by the policy "P", revision 4');
    expect(reasonText({ ...rule, reason: null, effect: 'auto_approve' }, version())).toMatch(/^Approved by/);
  });

  it('keeps what the reviewer said beside the progress, and lets nobody claim any', () => {
    const requirements = [
      { policy: policy({ name: 'A', approvals: 1 }), by: ['u'] },
      { policy: policy({ name: 'B', approvals: 3 }), by: ['u'] },
    ];
    const how = { held: true, override: false, lineHead: 3 };
    expect(requiredFeedback({ score: 9 }, requirements, how)).toMatchObject({
      score: 9,
      policy: { name: 'B', approval: 1, of: 3, pending: true, line_head: 3 },
      policies: [
        { name: 'A', approval: 1, of: 1 },
        { name: 'B', approval: 1, of: 3 },
      ],
    });
    expect(requiredFeedback('fine', [requirements[0]!], { ...how, held: false })).toEqual({
      note: 'fine',
      policy: { id: ID, name: 'A', revision: 1, effect: 'require', approval: 1, of: 1, line_head: 3 },
    });
    expect(requiredFeedback('fine', [], how)).toBe('fine');
    for (const claim of [{ policy: 1 }, { policies: [] }]) {
      expect(() => assertOwnFeedback(claim)).toThrow(InvalidPayload);
    }
    assertOwnFeedback({ note: { policy: 1 } });
    assertOwnFeedback(undefined);
  });
});

describe('a policy tried on the past', () => {
  const entry = (action: 'approve' | 'reject', user: string, decision_id: string | null = 'd') => ({
    action,
    actor_id: user,
    actor_type: 'human' as const,
    content_hash: 'aa',
    decision_id,
    feedback: null,
    sequence: 1,
  });
  const CASES: [PolicyFields, ReturnType<typeof entry>[], object][] = [
    [
      { effect: 'auto_approve' },
      [entry('approve', 'u')],
      { would: 'approved', was: 'approved', agrees: true },
    ],
    [
      { effect: 'auto_approve' },
      [entry('reject', 'u')],
      { would: 'approved', was: 'rejected', agrees: false },
    ],
    [
      { effect: 'auto_reject' },
      [entry('approve', 'u')],
      { would: 'rejected', was: 'approved', agrees: false },
    ],
    [{ effect: 'auto_reject' }, [], { would: 'rejected', was: 'pending', agrees: true, decided_by: null }],
    [{ approvals: 2 }, [entry('approve', 'u')], { would: 'held', agrees: false, approvals: ['u'] }],
    [
      { approvals: 2, fresh: true },
      [entry('approve', 'u', null), entry('approve', 'v')],
      { would: 'approved', agrees: true, decided_by: { id: 'v', type: 'human' }, approvals: ['u', 'v'] },
    ],
    [{ approvals: 2 }, [entry('reject', 'u')], { would: 'rejected', was: 'rejected', agrees: true }],
    [{ approvals: 1 }, [entry('approve', 'author')], { would: 'held', agrees: false, approvals: [] }],
  ];

  it.each(CASES)('%j on %j', (fields, log, expected) => {
    expect(compareWithPast(policy(fields), version(), log, () => true)).toMatchObject(expected);
  });
});
