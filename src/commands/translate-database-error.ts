import {
  AppendOnly,
  ContextReadOnly,
  IllegalTransition,
  InputNotFound,
  InvalidPayload,
  ParentMismatch,
  VersionSealed,
} from '../errors/index.js';

/** What PostgreSQL says about text it cannot store: bad encoding, U+0000 in jsonb, malformed input. */
const UNSTORABLE = new Set(['22021', '22P05', '22P02']);

/** A column of ours that takes certain words only; its check is named after it. */
const WORDS_ONLY =
  /CHECK constraint (?:failed: |")(?:artifact_versions|artifact_approvals|artifact_policies|tasks)_(status|change_origin|action|actor_type|execution_type|effect)_check\b/i;

/**
 * Filter of `database.error`: turns what a guard refused into the error its message starts with. Directus would
 * answer 500 otherwise.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const [, code, sentence] =
    /\b(ILLEGAL_TRANSITION|VERSION_SEALED|APPEND_ONLY|PARENT_MISMATCH|INPUT_NOT_FOUND|CONTEXT_READ_ONLY): ([^\n]*)/.exec(
      error.message,
    ) ?? [];
  if (code === 'ILLEGAL_TRANSITION') return new IllegalTransition({});
  if (code === 'VERSION_SEALED') return new VersionSealed({ reason: withoutFullStop(sentence) });
  if (code === 'PARENT_MISMATCH') return new ParentMismatch({ reason: withoutFullStop(sentence) });
  if (code === 'INPUT_NOT_FOUND') {
    return new InputNotFound({ field: 'inputs', pointer: '', reason: withoutFullStop(sentence) });
  }
  if (code === 'CONTEXT_READ_ONLY') return new ContextReadOnly({ field: 'context' });
  if (code === 'APPEND_ONLY') return new AppendOnly({ collection: collectionIn(error) });
  if ('code' in error && UNSTORABLE.has(String(error.code))) {
    return new InvalidPayload({ reason: 'A value holds text that the database cannot store' });
  }
  const [, field] = WORDS_ONLY.exec(error.message) ?? [];
  if (field !== undefined) {
    return new InvalidPayload({ field, reason: `"${field}" is none of the words that it can be` });
  }
  return error;
}

function withoutFullStop(sentence = 'The content of this version is fixed'): string {
  return sentence.trim().replace(/\.$/, '');
}

function collectionIn(error: Error): string {
  if (/\bartifact_polic/.test(error.message)) return 'artifact_policies';
  return /\bartifact_approvals\b/.test(error.message) ? 'artifact_approvals' : 'artifact_versions';
}
