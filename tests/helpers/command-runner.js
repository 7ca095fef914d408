import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Directus' command line as a process that takes one command after the other over its channel: `{ args }` in,
 * `{ code, output }` out. Loading Directus takes seconds, and tests of what a command refuses run dozens of them.
 *
 * Argument: folder of Directus' API package. To be started in the folder of an instance.
 */

class Ended extends Error {
  /** @param {number} code */
  constructor(code) {
    super('The command has ended.');
    this.code = code;
  }
}

const exit = process.exit.bind(process);
let output = '';
for (const stream of [process.stdout, process.stderr])
  stream.write = (/** @type {string | Uint8Array} */ chunk) => {
    output += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    return true;
  };

process.on('disconnect', () => exit(0));

// Commands end the process they run in; this one is still needed.
process.exit = (code) => {
  throw new Ended(Number(code ?? process.exitCode ?? 0));
};

/** @type {{ createCli: () => Promise<import('commander').Command> }} */
const { createCli } = await import(pathToFileURL(join(process.argv[2] ?? '', 'dist/cli/index.js')).href);
const program = await createCli();

process.on('message', (/** @type {{ args: string[] }} */ { args }) => void run(args));
process.send?.('ready');

/** @param {string[]} args */
async function run(args) {
  output = '';
  const code = await program.parseAsync(['node', 'directus', ...args]).then(
    () => 0,
    (/** @type {unknown} */ error) => {
      if (error instanceof Ended) return error.code;
      console.error(error);
      return 1;
    },
  );
  process.send?.({ code, output });
}
