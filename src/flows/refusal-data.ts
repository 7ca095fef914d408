import { isDirectusError } from '@directus/errors';

/**
 * An error as the reject path of a Flow can use it: `{{$last.code}}`, `{{$last.message}}`,
 * `{{$last.extensions.conflicts}}`. Of an Error, the log of a Flow keeps only the message, and a script
 * operation gets nothing else; a plain object arrives whole. Directus knows its errors by their name, so that as an
 * answer over HTTP it still has its own status.
 */
export function refusalData(error: unknown): unknown {
  if (!isDirectusError(error)) return error;
  const { name, code, status, message } = error;
  const extensions: unknown = error.extensions;
  return { name, code, status, message, extensions: extensions ?? {} };
}
