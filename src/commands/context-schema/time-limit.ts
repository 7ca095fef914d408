import { createContext, Script } from 'node:vm';

/** What was asked for took longer than it may. */
export class TookTooLong extends Error {
  constructor(readonly milliseconds: number) {
    super(`Took longer than ${milliseconds} ms`);
  }
}

const room: { work: (() => unknown) | null } = { work: null };
createContext(room);
const script = new Script('work()');

/**
 * Runs synchronous work and ends it when its time is up: schemas and files come from strangers, and nothing else
 * gets a turn meanwhile. The time is V8's own watch, which interrupts loops, recursion and regular expressions;
 * starting it takes about 0.1 ms. Work that is ended may leave what it writes to half-written.
 *
 * @throws TookTooLong, or what the work throws
 */
export function withTimeLimit<T>(milliseconds: number, work: () => T): T {
  const outer = room.work;
  let result: { value: T } | undefined;
  room.work = () => {
    result = { value: work() };
  };
  try {
    script.runInContext(room, { timeout: milliseconds });
  } catch (error) {
    throw isTimeout(error) ? new TookTooLong(milliseconds) : error;
  } finally {
    room.work = outer;
  }
  if (result === undefined) throw new Error('What was run has a result');
  return result.value;
}

/** By its code: where tests and tools run us in a realm of their own, it is no `Error` of ours. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
