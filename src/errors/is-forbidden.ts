/** True for ours and for Directus' own, which is of another class. */
export function isForbidden(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'FORBIDDEN';
}
