import type { Failure } from '../registry/failure.js';
import type { TextKey } from './languages.js';

const SENTENCES: Record<string, TextKey> = {
  APPROVAL_DOES_NOT_COUNT: 'failure.approval_does_not_count',
  CONTENT_CHANGED: 'failure.content_changed',
  CONTEXT_UNEXPLAINED: 'failure.context_unexplained',
  FORBIDDEN: 'failure.forbidden',
  ILLEGAL_TRANSITION: 'failure.illegal_transition',
  INVALID_PAYLOAD: 'failure.invalid',
  NETWORK: 'failure.network',
  PROMOTION_FROZEN: 'failure.promotion_frozen',
  PROMOTION_SCHEDULED: 'failure.promotion_scheduled',
  REASON_REQUIRED: 'failure.reason_required',
  SCHEMA_KEY_CONFLICT: 'failure.schema_key_conflict',
  SELF_APPROVAL_FORBIDDEN: 'failure.self_approval',
  VALUE_SCHEMA_VIOLATION: 'failure.value_schema',
};

/** One sentence on what went wrong, in the user's language; the server's own is English. */
export function describeFailure(failure: Failure, t: (key: TextKey) => string): string {
  return t(SENTENCES[failure.code] ?? 'failure.other');
}
