import { isDirectusError, type DirectusError } from '@directus/errors';

/** The Directus error that `act` throws; fails the test if it throws none, or something else. */
export function refusalOf(act: () => unknown): DirectusError<Record<string, unknown>> {
  try {
    act();
  } catch (error) {
    if (isDirectusError<Record<string, unknown>>(error)) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

/** The part of a refusal that clients rely on. */
export function codeOf(act: () => unknown): [status: number, code: string] {
  const { status, code } = refusalOf(act);
  return [status, code];
}
