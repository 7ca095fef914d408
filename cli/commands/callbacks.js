import { addDirectoryOption, findInstance } from '../lib/instance-folder.js';
import { runInside } from '../lib/run-inside.js';

/** @param {import('commander').Command} program */
export function addCallbacksCommand(program) {
  const callbacks = program
    .command('callbacks')
    .description('What receivers of callbacks and of subscriptions need to know.');
  const secret = callbacks
    .command('secret')
    .description(
      'Prints the secret that callbacks are signed with, for those who verify X-Artifacts-Signature. Keep it out of logs and histories.',
    );
  addDirectoryOption(secret)
    .option('--subscription <id>', 'the secret of this subscription instead')
    .addHelpText(
      'after',
      '\nExample:\n  directus-artifacts callbacks secret --directory /srv/directus > secret.txt',
    )
    .action(printSecret);
}

/** @param {{ directory?: string, subscription?: string }} options */
async function printSecret({ directory, subscription }) {
  const instance = findInstance(directory);
  console.error(`With the settings of ${instance.folder}, and Directus ${instance.version}`);
  const flags = subscription === undefined ? [] : [`--subscription=${subscription}`];
  process.exitCode = await runInside(instance, ['artifacts', 'callbacks', 'secret', ...flags]);
}
