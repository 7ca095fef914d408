import { installGuards, removeGuards } from '../../migrations/lib/guards.js';
import { newerMigration } from '../commands/assert-schema-known.js';
import { GUARDED_TABLES } from '../../migrations/lib/guards/tables.js';
import type { Host } from '../directus/host.js';
import { presentGuards } from '../store/guards.js';
import { absentGuards } from '../store/health.js';
import { type Command, endWith, Problem } from './cli-command.js';

/**
 * Adds `guards on` and `guards off` to the group `artifacts` of Directus' command line. Each prints the names of
 * the triggers that it has installed or removed, or with `--dry-run` would, one per line.
 */
export function addGuardsCommand(group: Command, host: Host): void {
  const guards = group
    .command('guards')
    .description('The triggers that protect recorded content from raw SQL');
  guards
    .command('on')
    .description('Put all of them back')
    .option('--dry-run', 'Name those that are missing, and do nothing')
    .action(({ dryRun }) => endWith(() => switchOn(host, dryRun === true)));
  guards
    .command('off')
    .description('Remove them. Nothing protects recorded content from raw SQL until they are on again')
    .option('--table <table>', 'Only those on this table')
    .option('--dry-run', 'Name those that are there, and do nothing')
    .action(({ dryRun, table }) =>
      endWith(() => switchOff(host, dryRun === true, typeof table === 'string' ? table : undefined)),
    );
}

/** @returns whether it is done */
async function switchOn({ database }: Host, dryRun: boolean): Promise<boolean> {
  const newer = await newerMigration(database);
  if (newer !== null) {
    throw new Problem(
      `A newer release has migrated the database (${newer}). Use that release for its guards.`,
    );
  }
  const names = dryRun ? await absentGuards(database) : await installGuards(database);
  print(names, dryRun ? 'Would put back' : 'Put back');
  return true;
}

/** @returns whether it is done */
async function switchOff({ database }: Host, dryRun: boolean, table?: string): Promise<boolean> {
  if (table !== undefined && !GUARDED_TABLES.some((name) => name === table)) {
    throw new Problem(`"${table}" has no guards. These tables have: ${GUARDED_TABLES.join(', ')}.`);
  }
  const there = (await presentGuards(database)).filter(
    (guard) => table === undefined || guard.table === table,
  );
  if (!dryRun) await removeGuards(database, table);
  const names = there.map(({ name }) => name);
  print(names, dryRun ? 'Would remove' : 'Removed');
  if (!dryRun) {
    console.error(
      'Until "guards on", or the next start of Directus, nothing keeps raw SQL off recorded content.',
    );
  }
  return true;
}

function print(names: string[], verb: string): void {
  for (const name of names) console.log(name);
  console.error(`${verb} ${names.length} ${names.length === 1 ? 'guard' : 'guards'}.`);
}
