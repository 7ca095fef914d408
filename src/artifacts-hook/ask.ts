import { createInterface } from 'node:readline';
import { Problem } from './cli-command.js';

/**
 * Asks on the error output, so that the question does not get into the results, and reads one line.
 *
 * @throws Problem for every answer but y or yes, and when nobody is there to answer
 */
export async function ask(question: string): Promise<void> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  process.stderr.write(`${question} [y/N] `);
  try {
    for await (const line of lines) {
      if (/^y(es)?$/i.test(line.trim())) return;
      break;
    }
  } finally {
    lines.close();
  }
  if (!process.stdin.isTTY) process.stderr.write('\n');
  throw new Problem('Not confirmed, nothing was changed. Answer y, or add --yes.');
}
