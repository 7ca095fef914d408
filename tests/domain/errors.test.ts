import { isDirectusError } from '@directus/errors';
import { describe, expect, it } from 'vitest';
import * as errors from '../../src/errors/index.js';

/** One of each, as a command would throw it, with the status and code that the HTTP API promises. */
const THROWN = {
  AppendOnly: [403, 'APPEND_ONLY', new errors.AppendOnly({ collection: 'artifact_approvals' })],
  ApprovalDoesNotCount: [
    403,
    'APPROVAL_DOES_NOT_COUNT',
    new errors.ApprovalDoesNotCount({ version_id: 'v1', policies: ['Two people'] }),
  ],
  ArchiveUnreadable: [
    409,
    'ARCHIVE_UNREADABLE',
    new errors.ArchiveUnreadable({ version_id: 'v1', archive_file_id: 'f1', reason: 'it is damaged' }),
  ],
  ContentChanged: [
    409,
    'CONTENT_CHANGED',
    new errors.ContentChanged({ version_id: 'v1', expected: 'aa', current: null }),
  ],
  ContentTooLarge: [413, 'CONTENT_TOO_LARGE', new errors.ContentTooLarge({ limit: '1mb' })],
  ContextReadOnly: [403, 'CONTEXT_READ_ONLY', new errors.ContextReadOnly({ field: 'context' })],
  ContextVersionConflict: [
    409,
    'CONTEXT_VERSION_CONFLICT',
    new errors.ContextVersionConflict({ expected: 4, current: 5 }),
  ],
  ContextUnexplained: [409, 'CONTEXT_UNEXPLAINED', new errors.ContextUnexplained({ path: 'brand.logo' })],
  Forbidden: [403, 'FORBIDDEN', new errors.Forbidden({})],
  IdempotencyInProgress: [409, 'IDEMPOTENCY_IN_PROGRESS', new errors.IdempotencyInProgress({ key: 'k' })],
  IdempotencyKeyReused: [422, 'IDEMPOTENCY_KEY_REUSED', new errors.IdempotencyKeyReused({ key: 'k' })],
  IllegalTransition: [
    409,
    'ILLEGAL_TRANSITION',
    new errors.IllegalTransition({ from: 'rejected', action: 'approve' }),
  ],
  InvalidPayload: [
    400,
    'INVALID_PAYLOAD',
    new errors.InvalidPayload({ field: 'value', reason: 'The value is bad' }),
  ],
  MergeConflict: [
    409,
    'MERGE_CONFLICT',
    new errors.MergeConflict({ conflicts: [{ path: '/color' }], base_id: 'v1' }),
  ],
  NoCommonAncestor: [
    409,
    'NO_COMMON_ANCESTOR',
    new errors.NoCommonAncestor({ ours_id: 'v2', theirs_id: 'v3' }),
  ],
  ParentMismatch: [
    422,
    'PARENT_MISMATCH',
    new errors.ParentMismatch({ reason: 'The version v1 is of another line' }),
  ],
  ParentNotFound: [422, 'PARENT_NOT_FOUND', new errors.ParentNotFound({ parent: 'v9' })],
  PreconditionFailed: [
    412,
    'CONTEXT_VERSION_CONFLICT',
    new errors.PreconditionFailed({ expected: 4, current: 5 }),
  ],
  InputNotFound: [
    422,
    'INPUT_NOT_FOUND',
    new errors.InputNotFound({
      field: 'inputs',
      pointer: '/0',
      reason: '"inputs/0": in this project there is no version v1 of "brand.logo" that you may read',
    }),
  ],
  PromotionFrozen: [
    409,
    'PROMOTION_FROZEN',
    new errors.PromotionFrozen({
      schema_key: 'brand.logo',
      version_id: 'v1',
      freeze_id: 'f1',
      reason: 'Launch week',
      frozen_by: 'u1',
      frozen_at: '2026-01-31T09:30:00.000Z',
      until: null,
    }),
  ],
  PromotionScheduled: [
    409,
    'PROMOTION_SCHEDULED',
    new errors.PromotionScheduled({
      schema_key: 'brand.logo',
      version_id: 'v1',
      promote_at: '2026-01-31T09:30:00.000Z',
    }),
  ],
  ReasonRequired: [400, 'REASON_REQUIRED', new errors.ReasonRequired({ action: 'reject' })],
  SchemaKeyConflict: [
    409,
    'SCHEMA_KEY_CONFLICT',
    new errors.SchemaKeyConflict({ schema_key: 'brand', conflicts_with: 'brand.logo' }),
  ],
  SchemaNewer: [
    503,
    'SCHEMA_NEWER',
    new errors.SchemaNewer({ migration: 'artifacts006', known: 'artifacts005' }),
  ],
  SelfApprovalForbidden: [
    403,
    'SELF_APPROVAL_FORBIDDEN',
    new errors.SelfApprovalForbidden({ actor_id: 'u1' }),
  ],
  ValueSchemaViolation: [
    422,
    'VALUE_SCHEMA_VIOLATION',
    new errors.ValueSchemaViolation({
      schema_key: 'brand.logo',
      violations: [{ pointer: '/size', keyword: 'type', message: 'must be number' }],
    }),
  ],
  VersionSealed: [409, 'VERSION_SEALED', new errors.VersionSealed({ reason: 'The version v1 is approved' })],
} as const;

describe('errors', () => {
  it('covers every error there is', () => {
    expect(Object.keys(THROWN).sort()).toEqual(Object.keys(errors).sort());
  });

  it.each(Object.entries(THROWN))('%s has its status, its code and a whole sentence', (_name, thrown) => {
    const [status, code, error] = thrown;
    expect(isDirectusError(error, code)).toBe(true);
    expect(error.status).toBe(status);
    expect(error.message).toMatch(/^[A-Z].*[^.]\.$/s);
    expect(error.message).not.toMatch(/undefined|null|\[object/);
    expect(JSON.parse(JSON.stringify(error.extensions))).toEqual(error.extensions);
  });

  it('words an invalid payload as Directus does', () => {
    expect(THROWN.InvalidPayload[2].message).toBe('Invalid payload. The value is bad.');
  });

  it('says what Directus says where no reason is given, and the reason where one is', () => {
    expect(new errors.Forbidden({}).message).toContain("You don't have permission to access this");
    expect(new errors.Forbidden({ reason: 'You may not read task 7' }).message).toBe(
      'You may not read task 7.',
    );
  });

  it('names both sides of a context conflict, or the paths that moved', () => {
    expect(THROWN.ContextVersionConflict[2].message).toMatch(/at version 5, not 4/);
    const moved = new errors.ContextVersionConflict({
      expected: { 'brand.logo': null },
      current: { 'brand.logo': 'v1' },
      paths: ['brand.logo'],
    });
    expect(moved.message).toContain('brand.logo');
  });

  it('words a refused transition with what is known of it', () => {
    expect(THROWN.IllegalTransition[2].message).toMatch(/"rejected" cannot take the decision "approve"/);
    expect(new errors.IllegalTransition({ from: 'approved', to: 'pending' }).message).toMatch(
      /"approved" cannot become "pending"/,
    );
    expect(new errors.IllegalTransition({}).message).toMatch(/^This version cannot become that status/);
  });

  it('names the first conflicts of a merge and counts the rest', () => {
    expect(THROWN.MergeConflict[2].message).toMatch(/changed "\/color"\. Send "resolutions"/);
    const conflicts = Array.from({ length: 7 }, (_, index) => ({ path: `/p${index}` }));
    const { message } = new errors.MergeConflict({ conflicts, base_id: 'v1' });
    expect(message).toContain('"/p4" and 2 more');
    expect(message).not.toContain('/p5');
  });

  it('has words for an unknown body limit', () => {
    expect(new errors.ContentTooLarge({}).message).toMatch(/larger than the allowed size/);
  });
});
