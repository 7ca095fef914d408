import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/domain/settings.js';

/** `openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:a-secret -kdfopt info:artifacts-callbacks:v1 HKDF` */
const DERIVED = '46e1a00d7cd37038c0feeafff268554f2f03f1ebe28428b968b7c85652bff60a';

const DEFAULTS = {
  promoteOn: 'task_done',
  createDocuments: 'off',
  forbidSelfApproval: false,
  callbackAllow: [],
  callbackRetryMs: 5000,
  callbackKeepDays: 30,
  callbackSecret: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  storageTimeoutMs: 30_000,
  notifications: 'each',
  idempotencyHours: 24,
};

describe('readSettings', () => {
  it('has a default for everything, also for what is set to nothing', () => {
    expect(readSettings({})).toEqual(DEFAULTS);
    const empty = Object.fromEntries(
      [
        'ARTIFACTS_PROMOTE_ON',
        'ARTIFACTS_CREATE_DOCUMENTS',
        'ARTIFACTS_FORBID_SELF_APPROVAL',
        'ARTIFACTS_CALLBACK_ALLOW',
        'ARTIFACTS_CALLBACK_RETRY_MS',
        'ARTIFACTS_CALLBACK_KEEP_DAYS',
        'ARTIFACTS_CALLBACK_SECRET',
        'ARTIFACTS_STORAGE_TIMEOUT_MS',
        'ARTIFACTS_IDEMPOTENCY_HOURS',
        'ARTIFACTS_NOTIFICATIONS',
      ].map((name) => [name, '']),
    );
    expect(readSettings(empty)).toEqual(DEFAULTS);
  });

  it.each([
    [{ ARTIFACTS_PROMOTE_ON: 'approval' }, { promoteOn: 'approval' }],
    [{ ARTIFACTS_PROMOTE_ON: 'manual' }, { promoteOn: 'manual' }],
    [{ ARTIFACTS_CREATE_DOCUMENTS: 'off' }, { createDocuments: 'off' }],
    [{ ARTIFACTS_CREATE_DOCUMENTS: 'all' }, { createDocuments: 'all' }],
    [{ ARTIFACTS_CREATE_DOCUMENTS: 'brand.*' }, { createDocuments: ['brand.*'] }],
    [{ ARTIFACTS_CREATE_DOCUMENTS: 'brand.*, a.**' }, { createDocuments: ['brand.*', 'a.**'] }],
    [{ ARTIFACTS_CREATE_DOCUMENTS: ['brand.*', 2024] }, { createDocuments: ['brand.*', '2024'] }],
    [{ ARTIFACTS_FORBID_SELF_APPROVAL: true }, { forbidSelfApproval: true }],
    [{ ARTIFACTS_FORBID_SELF_APPROVAL: 'true' }, { forbidSelfApproval: true }],
    [{ ARTIFACTS_FORBID_SELF_APPROVAL: 1 }, { forbidSelfApproval: true }],
    [{ ARTIFACTS_FORBID_SELF_APPROVAL: '0' }, { forbidSelfApproval: false }],
    [{ ARTIFACTS_FORBID_SELF_APPROVAL: false }, { forbidSelfApproval: false }],
    [{ ARTIFACTS_CALLBACK_ALLOW: 'http://127.0.0.1:5678' }, { callbackAllow: ['http://127.0.0.1:5678'] }],
    [
      { ARTIFACTS_CALLBACK_ALLOW: ['https://N8N.example.com:443', ' http://[::1]:5678'] },
      { callbackAllow: ['https://n8n.example.com', 'http://[::1]:5678'] },
    ],
    [{ ARTIFACTS_CALLBACK_RETRY_MS: 100 }, { callbackRetryMs: 100 }],
    [{ ARTIFACTS_CALLBACK_RETRY_MS: '60000' }, { callbackRetryMs: 60_000 }],
    [{ ARTIFACTS_CALLBACK_KEEP_DAYS: 1 }, { callbackKeepDays: 1 }],
    [{ ARTIFACTS_CALLBACK_KEEP_DAYS: '365' }, { callbackKeepDays: 365 }],
    [{ SECRET: 'a-secret' }, { callbackSecret: DERIVED }],
    [{ SECRET: 'a-secret', ARTIFACTS_CALLBACK_SECRET: '' }, { callbackSecret: DERIVED }],
    [{ SECRET: 'a-secret', ARTIFACTS_CALLBACK_SECRET: 'x'.repeat(32) }, { callbackSecret: 'x'.repeat(32) }],
    [{ ARTIFACTS_STORAGE_TIMEOUT_MS: 1000 }, { storageTimeoutMs: 1000 }],
    [{ ARTIFACTS_NOTIFICATIONS: 'digest' }, { notifications: 'digest' }],
    [{ ARTIFACTS_NOTIFICATIONS: 'off' }, { notifications: 'off' }],
    [{ ARTIFACTS_IDEMPOTENCY_HOURS: 48 }, { idempotencyHours: 48 }],
    [{ ARTIFACTS_IDEMPOTENCY_HOURS: '24' }, { idempotencyHours: 24 }],
  ])('reads %j', (env, expected) => {
    expect(readSettings(env)).toEqual({ ...DEFAULTS, ...expected });
  });

  it.each([
    ['ARTIFACTS_PROMOTE_ON', 'done', 'task_done, approval, manual'],
    ['ARTIFACTS_PROMOTE_ON', ['approval', 'manual'], 'task_done, approval, manual'],
    ['ARTIFACTS_CREATE_DOCUMENTS', 'all,brand.*', 'off, all, or patterns'],
    ['ARTIFACTS_CREATE_DOCUMENTS', 'Brand/*', 'off, all, or patterns'],
    ['ARTIFACTS_CREATE_DOCUMENTS', 'brand..logo', 'off, all, or patterns'],
    ['ARTIFACTS_CREATE_DOCUMENTS', { brand: 1 }, 'off, all, or patterns'],
    ['ARTIFACTS_FORBID_SELF_APPROVAL', 'yes', 'true or false'],
    ['ARTIFACTS_FORBID_SELF_APPROVAL', 2, 'true or false'],
    ['ARTIFACTS_CALLBACK_ALLOW', 'n8n.example.com', 'only scheme, host and port'],
    ['ARTIFACTS_CALLBACK_ALLOW', 'https://n8n.example.com/', 'only scheme, host and port'],
    ['ARTIFACTS_CALLBACK_ALLOW', 'https://n8n.example.com/hooks', 'only scheme, host and port'],
    ['ARTIFACTS_CALLBACK_ALLOW', 'https://user:secret@n8n.example.com', 'only scheme, host and port'],
    ['ARTIFACTS_CALLBACK_ALLOW', 'https://*.example.com', 'only scheme, host and port'],
    ['ARTIFACTS_CALLBACK_ALLOW', '*', 'only scheme, host and port'],
    ['ARTIFACTS_CALLBACK_ALLOW', 'file:///etc/passwd', 'only scheme, host and port'],
    ['ARTIFACTS_CALLBACK_ALLOW', ['http://ok.example', 'https://h:99999'], 'only scheme, host and port'],
    ['ARTIFACTS_CALLBACK_ALLOW', 'https://n8n.example.com?x=1', 'only scheme, host and port'],
    ['ARTIFACTS_CALLBACK_RETRY_MS', 99, 'from 100'],
    ['ARTIFACTS_CALLBACK_RETRY_MS', '5s', 'to 3600000'],
    ['ARTIFACTS_CALLBACK_KEEP_DAYS', 0, 'from 1'],
    ['ARTIFACTS_CALLBACK_KEEP_DAYS', 'ever', 'to 3650'],
    ['ARTIFACTS_STORAGE_TIMEOUT_MS', 999, 'from 1000'],
    ['ARTIFACTS_NOTIFICATIONS', true, 'one of each, digest, off'],
    ['ARTIFACTS_IDEMPOTENCY_HOURS', 23, 'from 24'],
    ['ARTIFACTS_IDEMPOTENCY_HOURS', 24.5, 'from 24'],
    ['ARTIFACTS_IDEMPOTENCY_HOURS', '1 day', 'from 24'],
    ['ARTIFACTS_IDEMPOTENCY_HOURS', true, 'from 24'],
    ['ARTIFACTS_IDEMPOTENCY_HOURS', 1e9, 'to 8760'],
  ])('refuses %s=%j, naming the variable and what it takes', (name, value, accepted) => {
    expect(() => readSettings({ [name]: value })).toThrow(
      new RegExp(`^Error: ${name} must be .*${accepted}.*, but is .*\\.$`.replace('Error: ', '')),
    );
  });

  it.each(['short', 12_345_678_901, ['a'.repeat(20), 'b'.repeat(20)]])(
    'refuses ARTIFACTS_CALLBACK_SECRET=%j without repeating it',
    (value) => {
      const refused = () => readSettings({ ARTIFACTS_CALLBACK_SECRET: value });
      expect(refused).toThrow(/^ARTIFACTS_CALLBACK_SECRET must be a text of 32 characters or more/);
      expect(refused).toThrow(/but is something else\.$/);
    },
  );

  it('without any secret makes one up that lasts as long as the process, and nobody can guess', () => {
    const { callbackSecret } = readSettings({});
    expect(readSettings({ SECRET: '' }).callbackSecret).toBe(callbackSecret);
    const ofDigits = readSettings({ SECRET: 12345678 }).callbackSecret;
    expect(ofDigits).toBe(readSettings({ SECRET: '12345678' }).callbackSecret);
    expect(ofDigits).not.toBe(callbackSecret);
    expect(callbackSecret).not.toBe(readSettings({ SECRET: 'null' }).callbackSecret);
  });
});
