import { Problem, reasonOf } from '../problem.js';

const CODES = new Set([
  ...['ENOSPC', 'EFBIG', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'EIO'],
  ...['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_CANTOPEN'],
]);

/**
 * What to throw for an error of a disk that is full, away or closed to us: one line instead of a stack.
 *
 * @param {unknown} error
 * @param {string} what cannot be written
 * @param {string} left a sentence on the state that this leaves behind
 * @returns {unknown} the same error when it is about something else
 */
export function explainRefusal(error, what, left) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!CODES.has(code)) return error;
  return new Problem(`${what} cannot be written: ${reasonOf(error)}. ${left}`, { cause: error });
}
