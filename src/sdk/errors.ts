import type { Violation } from '../domain/context-schema/words.js';

/** By code: what an error says in its `extensions` beside the code. */
export interface ArtifactsErrorExtensions {
  APPEND_ONLY: { collection: string };
  APPROVAL_DOES_NOT_COUNT: { version_id: string; policies: string[] };
  ARCHIVE_UNREADABLE: { version_id: string; archive_file_id: string; reason: string };
  CONTENT_CHANGED: { version_id: string; expected: string; current: string | null };
  CONTENT_TOO_LARGE: { limit?: string };
  CONTEXT_READ_ONLY: { field: string };
  CONTEXT_UNEXPLAINED: { path: string };
  CONTEXT_VERSION_CONFLICT: {
    expected: number | Record<string, string | null>;
    current: number | Record<string, string | null>;
    paths?: string[];
  };
  FORBIDDEN: { reason?: string };
  IDEMPOTENCY_IN_PROGRESS: { key: string };
  IDEMPOTENCY_KEY_REUSED: { key: string };
  ILLEGAL_TRANSITION: { version_id?: string; from?: string; to?: string; action?: string };
  INPUT_NOT_FOUND: { field: string; pointer?: string; reason: string };
  INVALID_PAYLOAD: { field?: string; pointer?: string; reason: string };
  MERGE_CONFLICT: { conflicts: { path: string }[]; base_id: string };
  NO_COMMON_ANCESTOR: { ours_id: string; theirs_id: string };
  PARENT_MISMATCH: { reason: string };
  PARENT_NOT_FOUND: { parent: string };
  PROMOTION_FROZEN: {
    schema_key: string;
    version_id: string;
    freeze_id: string;
    reason: string;
    frozen_by: string | null;
    frozen_at: string;
    until: string | null;
  };
  PROMOTION_SCHEDULED: { schema_key: string; version_id: string; promote_at: string };
  REASON_REQUIRED: { action: string };
  SCHEMA_KEY_CONFLICT: { schema_key: string; conflicts_with: string };
  SCHEMA_NEWER: { migration: string; known: string };
  SELF_APPROVAL_FORBIDDEN: { actor_id: string };
  VALUE_SCHEMA_VIOLATION: { schema_key: string; violations: Violation[] };
  VERSION_SEALED: { version_id?: string; reason: string };
}

export type ArtifactsErrorCode = keyof ArtifactsErrorExtensions;

/** What the client throws when the server refuses, with the code in the type. */
export interface ArtifactsError<Code extends ArtifactsErrorCode = ArtifactsErrorCode> extends Error {
  errors: [
    {
      message: string;
      extensions: { [C in Code]: { code: C } & ArtifactsErrorExtensions[C] }[Code];
    },
    ...{ message: string; extensions: { code: string } }[],
  ];
  response: Response;
}

const CODES = Object.keys({
  APPEND_ONLY: true,
  APPROVAL_DOES_NOT_COUNT: true,
  ARCHIVE_UNREADABLE: true,
  CONTENT_CHANGED: true,
  CONTENT_TOO_LARGE: true,
  CONTEXT_READ_ONLY: true,
  CONTEXT_UNEXPLAINED: true,
  CONTEXT_VERSION_CONFLICT: true,
  FORBIDDEN: true,
  IDEMPOTENCY_IN_PROGRESS: true,
  IDEMPOTENCY_KEY_REUSED: true,
  ILLEGAL_TRANSITION: true,
  INPUT_NOT_FOUND: true,
  INVALID_PAYLOAD: true,
  MERGE_CONFLICT: true,
  NO_COMMON_ANCESTOR: true,
  PARENT_MISMATCH: true,
  PARENT_NOT_FOUND: true,
  PROMOTION_FROZEN: true,
  PROMOTION_SCHEDULED: true,
  REASON_REQUIRED: true,
  SCHEMA_KEY_CONFLICT: true,
  SCHEMA_NEWER: true,
  SELF_APPROVAL_FORBIDDEN: true,
  VALUE_SCHEMA_VIOLATION: true,
  VERSION_SEALED: true,
} satisfies Record<ArtifactsErrorCode, true>);

/**
 * Whether something that was thrown is the server's refusal with one of these codes; without any, with one that the
 * routes of the registry use. The first error counts.
 */
export function isArtifactsError<Code extends ArtifactsErrorCode = ArtifactsErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is ArtifactsError<Code> {
  const code = errorCodeOf(error);
  return code !== null && (codes.length === 0 ? CODES : codes).some((known) => known === code);
}

function errorCodeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('errors' in error)) return null;
  const errors: unknown[] = Array.isArray(error.errors) ? error.errors : [];
  const [first] = errors;
  if (typeof first !== 'object' || first === null || !('extensions' in first)) return null;
  const { extensions } = first;
  if (typeof extensions !== 'object' || extensions === null || !('code' in extensions)) return null;
  return typeof extensions.code === 'string' ? extensions.code : null;
}
