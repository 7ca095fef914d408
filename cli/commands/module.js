import { Argument } from 'commander';
import { addConnectionOptions, askWith, openConnection } from '../lib/connection.js';
import { setModule } from '../lib/module-bar.js';

/** @param {import('commander').Command} program */
export function addModuleCommand(program) {
  const command = program
    .command('module')
    .description(
      'Shows the review desk in the module bar of the Studio, or hides it. The rest of the bar stays.',
    )
    .addArgument(new Argument('<state>', 'what it shall be').choices(['on', 'off']));
  addConnectionOptions(command)
    .option('--dry-run', 'say what would be done, and do nothing')
    .addHelpText(
      'after',
      '\nExample:\n  DIRECTUS_TOKEN=… directus-artifacts module on --url https://directus.example.com',
    )
    .action(switchModule);
}

/**
 * @param {'on' | 'off'} state
 * @param {import('../lib/connection.js').ConnectionOptions & { dryRun?: boolean }} options
 */
async function switchModule(state, options) {
  const connection = await openConnection(options, { admin: true });
  const dryRun = options.dryRun === true;
  const changed = await askWith(connection, (client) => setModule(client, state === 'on', { dryRun }));
  if (dryRun) console.error('A dry run: nothing was changed.');
  console.log(
    changed
      ? `The module "Artifacts" ${dryRun ? 'would be' : 'is'} ${state}. Reload the Studio to see it.`
      : `It is ${state} already.`,
  );
}
