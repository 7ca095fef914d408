import { describe, expect, it } from 'vitest';
import { CONTENT_FIELDS, UNDECIDABLE_FIELDS, withoutManagedFields } from '../../src/domain/managed-fields.js';

/** What a client might send to pass its own work off as decided, recorded by another, or promoted. */
const FORGED = {
  version_number: 99,
  content_hash: 'f'.repeat(64),
  version_lineage: [],
  lineage_depth: 0,
  lineage_jump_id: 'v1',
  generation: 1,
  merge_parent_id: 'v1',
  decision_id: 'd1',
  approved_at: '2020-01-01',
  approved_by: 'someone',
  promote_at: '2020-01-01',
  promoted_at: '2020-01-01',
  promoted_context_version: 1,
  retired_context_version: 1,
  archived_at: '2020-01-01',
  archive_file_id: 'f1',
  date_created: '2020-01-01',
  user_created: 'someone',
};
const PARENTS = { parent_id: 'v1', parent_hash: 'a', change_origin: 'sync' };
const CONTENT = { value: { a: 1 }, primary_file_id: null, summary: 'x', schema_key: 'brand.logo' };

describe('withoutManagedFields', () => {
  it('ignores what only the server knows, on every route', () => {
    expect(withoutManagedFields(FORGED, 'create')).toEqual({});
    expect(withoutManagedFields(FORGED, 'update')).toEqual({});
  });

  it('takes the parent when recording, and not afterwards', () => {
    expect(withoutManagedFields({ ...FORGED, ...PARENTS, ...CONTENT }, 'create')).toEqual({
      ...PARENTS,
      ...CONTENT,
    });
    expect(withoutManagedFields({ ...FORGED, ...PARENTS, ...CONTENT }, 'update')).toEqual(CONTENT);
  });

  it('leaves status, unknown fields and what it was given alone', () => {
    const payload = { status: 'approved', rejection_reason: 'no', note: 1, version_number: 3 };
    expect(withoutManagedFields(payload, 'update')).toEqual({
      status: 'approved',
      rejection_reason: 'no',
      note: 1,
    });
    expect(payload).toHaveProperty('version_number', 3);
  });
});

describe('the fields of the content', () => {
  it('include all that the hash and the context are made from', () => {
    expect(CONTENT_FIELDS).toEqual(
      expect.arrayContaining(['value', 'primary_file_id', 'files', 'schema_key']),
    );
    expect(UNDECIDABLE_FIELDS).toEqual(
      expect.arrayContaining(['value', 'primary_file_id', 'files', 'approvals']),
    );
  });
});
