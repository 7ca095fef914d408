/** True when the file that holds an archived value is missing or damaged. */
export function isArchiveUnreadable(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ARCHIVE_UNREADABLE';
}
