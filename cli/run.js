import { Command, CommanderError } from 'commander';
import { addArchiveCommands } from './commands/archive.js';
import { addBackfillCommand } from './commands/backfill-versions.js';
import { addBackupCommand } from './commands/backup.js';
import { addCallbacksCommand } from './commands/callbacks.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addExportCommand } from './commands/export.js';
import { addGuardsCommand } from './commands/guards.js';
import { addImportCommand } from './commands/import.js';
import { addMigrateCommand } from './commands/migrate.js';
import { addModuleCommand } from './commands/module.js';
import { addPoliciesCommands } from './commands/policies.js';
import { addRestoreCommand } from './commands/restore.js';
import { addSchemaCommands } from './commands/schema.js';
import { addStorageCommands } from './commands/storage.js';
import { addToPostgresCommand } from './commands/to-postgres.js';
import { addVerifyCommand } from './commands/verify.js';
import { packageVersion } from './lib/package.js';
import { Problem } from './lib/problem.js';

const ADD = [
  addDoctorCommand,
  addMigrateCommand,
  addVerifyCommand,
  addPoliciesCommands,
  addModuleCommand,
  addSchemaCommands,
  addBackfillCommand,
  addArchiveCommands,
  addGuardsCommand,
  addCallbacksCommand,
  addStorageCommands,
  addBackupCommand,
  addRestoreCommand,
  addToPostgresCommand,
  addExportCommand,
  addImportCommand,
];

/**
 * Runs one command and leaves its exit code in `process.exitCode`: 0 well, 1 a finding or a failure, 2 wrong usage.
 * @param {string[]} args without node and script
 * @returns {Promise<void>}
 */
export async function run(args) {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function createProgram() {
  const program = new Command('directus-artifacts')
    .description('Runs and looks after the artifact registry of a Directus instance.')
    .version(packageVersion())
    // What comes after the name of a command is that command's: `archive restore --version <id>` is no question about ours.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'Error:')) })
    .showHelpAfterError('See --help.')
    .addHelpText(
      'after',
      `
Commands that talk to a running instance take --url and --token, or DIRECTUS_URL and DIRECTUS_TOKEN.
Commands that work on the database run inside the Directus of --directory (by default the current folder),
with its own settings. Each says on the error output which of the two it does.

Exit code: 0 all well, 1 a finding or a failure, 2 wrong usage.`,
    );
  for (const add of ADD) add(program);
  return program;
}

/**
 * Prints an error as its reader needs it: one line for what they can put right, else everything there is.
 * @param {unknown} error
 * @returns {number} exit code
 */
function report(error) {
  // Commander has printed its own already; help and version come this way, too, with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Problem) {
    console.error(`Error: ${error.message}`);
    return error.exitCode;
  }
  console.error(error);
  return 1;
}
