/** How often long work says where it is, in milliseconds. */
const EVERY = 2000;

/**
 * Runs long work and says on the error output where it is, at first after two seconds.
 * @template T
 * @param {string} title
 * @param {(at: (where: string) => void) => Promise<T>} work calls `at` with what it has reached
 * @returns {Promise<T>}
 */
export async function withProgress(title, work) {
  const started = Date.now();
  let where = '';
  const tell = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    console.error(`  ${title}${where === '' ? '' : `: ${where}`} (${seconds} s)`);
  };
  const ticker = setInterval(tell, EVERY);
  try {
    return await work((text) => (where = text));
  } finally {
    clearInterval(ticker);
  }
}
