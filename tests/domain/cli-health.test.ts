import { describe, expect, test } from 'vitest';
import { checkHealth } from '../../cli/doctor/check-health.js';
import { judgeLimit } from '../../cli/doctor/check-payload.js';
import { describeFindings } from '../../cli/doctor/finding.js';
import type { Health } from '../../cli/lib/read-health.js';

const SOUND: Health = {
  status: 'ok',
  schema: { migrated: true, missing: [], newer: null },
  guards: { missing: [] },
  outbox: { pending: 0, failed: 0, oldest_pending_seconds: null },
  schedule: { waiting: 2, overdue: 0, frozen: 1, oldest_overdue_seconds: null },
  settings: {
    promote_on: 'task_done',
    create_documents: ['brand.*', 'docs.**'],
    forbid_self_approval: false,
  },
};

const states = (health: Partial<Health>) =>
  Object.fromEntries(checkHealth({ ...SOUND, ...health }).map(({ check, state }) => [check, state]));

describe('what doctor makes of the health of an instance', () => {
  test('a sound one is ok in every line, and its settings are told', () => {
    const findings = checkHealth(SOUND);
    expect(findings.map(({ state }) => state)).toEqual(findings.map(() => 'ok'));
    expect(findings.find(({ check }) => check === 'Settings')?.found).toBe(
      'valid: promote_on task_done, create_documents brand.*,docs.**, forbid_self_approval false',
    );
  });

  test('a missing table and a missing guard are problems that name it', () => {
    const [, tables, guards] = checkHealth({
      ...SOUND,
      schema: { migrated: false, missing: ['documents.category'], newer: null },
      guards: { missing: ['artifact_guard_bytes_delete'] },
    });
    expect(tables).toMatchObject({ state: 'problem', found: 'missing: documents.category' });
    expect(guards).toMatchObject({
      state: 'problem',
      found: 'missing or changed: artifact_guard_bytes_delete',
    });
  });

  test('tables of a newer release are a problem: this server writes nothing', () => {
    const newer = { migrated: true, missing: [], newer: 'artifacts006' };
    expect(checkHealth({ ...SOUND, status: 'degraded', schema: newer })[1]).toMatchObject({
      check: 'Tables and indexes',
      state: 'problem',
      found: expect.stringContaining('artifacts006') as string,
    });
  });

  test.each([
    [{ pending: 3, failed: 0, oldest_pending_seconds: 3600 }, 'ok'],
    [{ pending: 3, failed: 0, oldest_pending_seconds: 3601 }, 'warning'],
    [{ pending: 0, failed: 1, oldest_pending_seconds: null }, 'warning'],
  ])('an outbox with %j is %s', (outbox, state) => {
    expect(states({ outbox })['Outbox']).toBe(state);
  });

  test.each([
    [59, 'ok'],
    [61, 'warning'],
  ])('a version that is due for %i seconds is %s', (oldest_overdue_seconds, state) => {
    const schedule = { waiting: 0, overdue: 1, frozen: 0, oldest_overdue_seconds };
    expect(states({ schedule })['Schedule']).toBe(state);
  });
});

test.each([
  ['1mb', 'ok'],
  ['1048576', 'ok'],
  ['2gb', 'ok'],
  ['1023kb', 'warning'],
  ['100kb', 'warning'],
  ['0.5mb', 'warning'],
])('a MAX_PAYLOAD_SIZE of %s is %s', (limit, state) => {
  expect(judgeLimit(limit)).toMatchObject({ state, found: expect.stringContaining(limit) as string });
});

test('findings are lines that begin with their state in words, with what to do below', () => {
  expect(
    describeFindings([
      { check: 'Guards', state: 'ok', found: 'in place' },
      { check: 'Outbox', state: 'warning', found: '1 given up', todo: 'Look.' },
    ]),
  ).toBe('ok       Guards  in place\nwarning  Outbox  1 given up\n                 -> Look.');
});
