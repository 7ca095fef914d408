import type { Violation } from '../../domain/context-schema/words.js';
import type { Failure } from '../registry/failure.js';

/** What a refused version does not follow; empty when it was refused for something else. */
export function violationsIn(failure: Failure): Violation[] {
  const { violations } = failure.extensions;
  return failure.code === 'VALUE_SCHEMA_VIOLATION' && Array.isArray(violations)
    ? violations.filter(isViolation)
    : [];
}

function isViolation(given: unknown): given is Violation {
  return typeof given === 'object' && given !== null && 'pointer' in given && 'message' in given;
}
