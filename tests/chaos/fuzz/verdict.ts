/** What a server answered, and how long it took. */
export interface Answer {
  status: number;
  body: unknown;
  milliseconds: number;
}

const LONGEST_MS = 5000;

/** Whether an answer was waited for too long. */
export function isLate({ milliseconds }: Answer): boolean {
  return milliseconds > LONGEST_MS;
}

/** The flaw of an answer that blames the server. */
export const FAILED = 'said that it failed by itself';

/** Whether the server says that it did not do what was asked; GraphQL says so with 200. */
export function isRefusal(answer: Answer): boolean {
  return answer.status >= 400 || errorsOf(answer) !== undefined;
}

/** What is wrong with an answer, however long it took and whatever the request was; null if nothing is. */
export function flawOf(answer: Answer): string | null {
  const { status } = answer;
  if (status >= 500) return `answered ${status}`;
  if (!isRefusal(answer)) return null;
  const codes = errorsOf(answer)?.map(codeOf) ?? [];
  if (codes.length === 0) return 'refused without saying why';
  if (codes.includes('')) return 'refused without a code';
  return codes.includes('INTERNAL_SERVER_ERROR') ? FAILED : null;
}

function errorsOf({ body }: Answer): unknown[] | undefined {
  if (typeof body !== 'object' || body === null || !('errors' in body)) return undefined;
  return Array.isArray(body.errors) ? (body.errors as unknown[]) : [];
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('extensions' in error)) return '';
  const { extensions } = error;
  if (typeof extensions !== 'object' || extensions === null || !('code' in extensions)) return '';
  return typeof extensions.code === 'string' ? extensions.code : '';
}
