import { Argument, Option } from 'commander';
import { GUARDED_TABLES } from '../../migrations/lib/guards/tables.js';
import { addDirectoryOption } from '../lib/instance-folder.js';
import { WrongUsage } from '../lib/problem.js';
import { requireBundleReady } from '../lib/require-bundle-ready.js';
import { runInside } from '../lib/run-inside.js';

/** @typedef {{ directory?: string, table?: string, dryRun?: boolean }} Options */

/** @param {import('commander').Command} program */
export function addGuardsCommand(program) {
  const command = program
    .command('guards')
    .description(
      'Removes the triggers that protect recorded content from raw SQL (off), or puts all of them back (on).',
    )
    .addArgument(new Argument('<state>', 'what they shall be').choices(['on', 'off']));
  addDirectoryOption(command)
    .addOption(
      new Option('--table <table>', 'with off: only those on this table').choices([...GUARDED_TABLES]),
    )
    .option('--dry-run', 'name the triggers, and do nothing')
    .addHelpText(
      'after',
      `
Stop Directus before "off": a server puts them back when it starts, and whenever a field changes.
Run "on" as soon as you are done.

Example:
  directus-artifacts guards off --table directus_files --directory /srv/directus --dry-run`,
    )
    .action(guards);
}

/**
 * @param {'on' | 'off'} state
 * @param {Options} options
 */
async function guards(state, { directory, table, dryRun = false }) {
  if (state === 'on' && table !== undefined)
    throw new WrongUsage('--table goes with off: on puts all of them back.');
  const instance = await requireBundleReady(directory);
  const flags = [...(dryRun ? ['--dry-run'] : []), ...(table === undefined ? [] : [`--table=${table}`])];
  process.exitCode = await runInside(instance, ['artifacts', 'guards', state, ...flags]);
}
