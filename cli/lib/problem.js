/** Something the operator can put right: shown as this one line, without a stack. */
export class Problem extends Error {
  exitCode = 1;
}

/** A command that cannot be understood; nothing was asked of anybody. */
export class WrongUsage extends Problem {
  /** @override */
  exitCode = 2;
}

/**
 * The words of an error, also of one that only wraps others.
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  // Several addresses of one host name fail with an error that has no message of its own.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
