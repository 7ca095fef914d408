/** Something the user can put right; it is shown as this one line, without a stack. */
export class Problem extends Error {}

/** How often a long step says that it is still at work, in milliseconds. */
const TICK = 15_000;

/**
 * Runs one step and tells what is going on and how long it took.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
  console.log(`• ${title} …`);
  const ticker = setInterval(() => console.log(`  still at it, ${Math.round(Number(seconds()))} s`), TICK);
  try {
    const result = await work();
    if (Date.now() - started > 1000) console.log(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}

/**
 * Prints an error as its reader needs it: one line for what they can put right, else everything there is.
 * @param {unknown} error
 */
export function report(error) {
  if (error instanceof Problem) console.error(`Error: ${error.message}`);
  else if (isErrno(error) && error.code === 'ENOSPC')
    console.error('Error: The disk is full. Free some space and try again.');
  else if (isErrno(error) && error.code?.startsWith('ERR_PARSE_ARGS'))
    console.error(`Error: ${error.message}. See --help.`);
  else console.error(error);
}

/**
 * @param {unknown} error
 * @returns {error is NodeJS.ErrnoException}
 */
export function isErrno(error) {
  return error instanceof Error && 'code' in error;
}
