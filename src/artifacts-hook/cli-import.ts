import { NOBODY } from '../commands/archive-values.js';
import { importProject, RulesBroken, tryImport } from '../commands/import-project.js';
import { type ImportPlan, planImport } from '../commands/plan-import.js';
import { PROJECT_TABLES, textOf } from '../domain/transfer/project-rows.js';
import type { Caller, Host } from '../directus/host.js';
import { absentGuards } from '../store/health.js';
import { ask } from './ask.js';
import { type Command, endWith, type Options, Problem } from './cli-command.js';
import { runLegacyImport } from './cli-import-legacy.js';
import { filesIn, readProjectArchive } from './project-archive.js';
import { ProgressLine } from './progress-line.js';

/** More would scroll the first ones, which are the cause of the others, off the screen. */
const MOST_REASONS = 20;

/** Adds `import` to the group `artifacts` of Directus' command line. */
export function addImportCommand(group: Command, host: Host): void {
  group
    .command('import')
    .description('Bring in a project that "export" has written, or an export of file_attachments')
    .option('--file <file>', 'The archive, or the export')
    .option('--format <format>', '"file_attachments" for an export of these')
    .option('--map <fields>', 'Columns of such an export that have other names: field=column, one per line')
    .option('--dry-run', 'Check everything and say what would be done, and change nothing')
    .option('--yes', 'Do not ask')
    .action((options) => endWith(() => choose(host, options)));
}

async function choose(host: Host, options: Options): Promise<boolean> {
  const { format } = options;
  if (format !== undefined && format !== 'file_attachments')
    throw new Problem('--format can be file_attachments, nothing else.');
  await requireGuards(host);
  return format === undefined ? runImport(host, options) : runLegacyImport(host, options);
}

async function runImport(host: Host, { file, dryRun, yes }: Options): Promise<boolean> {
  if (typeof file !== 'string') throw new Problem('Give --file.');
  const { rows, digests, createdAt } = await readProjectArchive(file);
  const caller: Caller = { accountability: NOBODY, schema: await host.getSchema() };
  const plan = await planImport({ host, caller, rows, digests });
  const name = `project ${textOf(rows.projects[0], 'id') ?? '?'} (${textOf(rows.projects[0], 'title') ?? 'without a title'})`;
  if (plan.refusals.length > 0) return refuse(`The ${name} cannot be imported here.`, plan.refusals);
  console.log(`The ${name}, as exported on ${createdAt}:`);
  for (const table of PROJECT_TABLES) {
    const [all, fresh] = [rows[table].length, plan.fresh[table].length];
    if (all > 0) console.log(`  ${table}: ${fresh} new, ${all - fresh} here already and equal`);
  }
  if (PROJECT_TABLES.every((table) => plan.fresh[table].length === 0)) {
    console.log('All of it is here already, and equal. Nothing was changed.');
    return true;
  }
  try {
    await tryImport(host, plan);
    if (dryRun === true) {
      console.log(
        'Every hash, the audit log, the context and all rules hold. A dry run: nothing was changed.',
      );
      return true;
    }
    if (yes !== true) await ask(`Import the ${name}?`);
    await bringIn({ host, caller, plan, digests, file });
  } catch (error) {
    if (error instanceof RulesBroken)
      return refuse(`The ${name} breaks rules of the registry.`, error.violations);
    throw explained(error);
  }
  console.log(`Imported the ${name}. Every hash, the audit log, the context and all rules hold.`);
  return true;
}

async function bringIn(args: {
  host: Host;
  caller: Caller;
  plan: ImportPlan;
  digests: Map<string, string>;
  file: string;
}): Promise<void> {
  const { file, ...rest } = args;
  const of = args.plan.fresh.directus_files.length;
  let written = 0;
  const line = new ProgressLine(process.stderr, () => `${written} of ${of} files`);
  try {
    await importProject({ ...rest, files: filesIn(file), onFile: () => (written += 1) });
  } finally {
    line.stop();
  }
}

function refuse(headline: string, reasons: string[]): false {
  for (const reason of reasons.slice(0, MOST_REASONS)) console.error(reason);
  if (reasons.length > MOST_REASONS) console.error(`… and ${reasons.length - MOST_REASONS} more.`);
  console.error(`Error: ${headline} Nothing was changed.`);
  return false;
}

/** They are what an import relies on to be a history that could have happened here. */
async function requireGuards({ database }: Host): Promise<void> {
  const outdated = await absentGuards(database);
  if (outdated.length === 0) return;
  const names = outdated.join(', ');
  throw new Problem(`The database lacks triggers of this release, restart Directus first: ${names}.`);
}

/** What the database says about rows that it does not take is for the operator: a field of theirs may be required. */
function explained(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error;
  if (!('code' in error) || typeof error.code !== 'string') return error;
  // knex puts the whole statement, with all values, in front of what the database said.
  const reason = error.message.slice(error.message.lastIndexOf(' - ') + 1).replace(/^- /, '');
  return new Problem(`The import failed: ${reason} (${error.code}). Nothing was kept.`);
}
