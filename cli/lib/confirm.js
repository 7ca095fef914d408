import { createInterface } from 'node:readline';
import { Problem } from './problem.js';

/**
 * Asks on the error output, so that the answer does not get into the results, and reads one line.
 * @param {string} question
 * @param {{ yes?: boolean | undefined }} options yes: it was answered on the command line
 * @returns {Promise<void>}
 * @throws {Problem} for every answer but y or yes, and when nobody is there to answer
 */
export async function confirm(question, { yes = false }) {
  if (yes) return;
  const lines = createInterface({ input: process.stdin, terminal: false });
  process.stderr.write(`${question} [y/N] `);
  try {
    for await (const line of lines) {
      if (/^y(es)?$/i.test(line.trim())) return;
      break;
    }
  } finally {
    lines.close();
    // An open pipe would keep the process alive although its answer is no longer awaited.
    process.stdin.destroy();
  }
  if (!process.stdin.isTTY) process.stderr.write('\n');
  throw new Problem('Not confirmed, nothing was changed. Answer y, or add --yes.');
}
