import { readItems } from '@directus/sdk';
import { confirm } from '../lib/confirm.js';
import { addConnectionOptions, ask, openConnection } from '../lib/connection.js';
import { describeDrift, describeReports } from '../lib/describe-reports.js';
import { WrongUsage } from '../lib/problem.js';
import { withProgress } from '../lib/progress.js';
import { counted } from '../lib/table.js';
import { isSound, repairContext, verifyProject } from '../lib/verify-project.js';
import { verifyAudit } from './verify-signed-log.js';

/** @typedef {import('../lib/connection.js').Connection} Connection */
/** @typedef {import('../lib/verify-project.js').ProjectReport} ProjectReport */

/**
 * @typedef {import('../lib/connection.js').ConnectionOptions & {
 *   project?: string, all?: boolean, repair?: boolean, dryRun?: boolean, yes?: boolean, json?: boolean,
 *   audit?: string, publicKey?: string, againstLive?: boolean,
 * }} Options
 */

/** How many project ids are asked for at once. */
const PAGE = 500;

/** @param {import('commander').Command} program */
export function addVerifyCommand(program) {
  const command = program
    .command('verify')
    .description(
      'Checks projects: that the context says what the versions say, that the audit chain is whole, and every invariant. Reads all versions and files, which may take long. Changes nothing without --repair. With --audit: checks a signed log instead, without any server.',
    );
  addConnectionOptions(command)
    .option('--project <id>', 'this project')
    .option('--all', 'every project')
    .option('--repair', 'write contexts that drifted anew, from their versions')
    .option('--dry-run', 'with --repair: show what would be repaired')
    .option('-y, --yes', 'repair without asking')
    .option('--json', 'the reports as JSON')
    .option('--audit <file>', 'what "export --audit" has written')
    .option('--public-key <file>', 'with --audit: the Ed25519 public key of whoever signed it, PEM')
    .option('--against-live', 'with --audit: the log of the running instance must begin with this one')
    .addHelpText(
      'after',
      `
Exit code 1 when anything is wrong; with --repair, when anything still is.

Example:
  DIRECTUS_TOKEN=… directus-artifacts verify --url https://directus.example.com --all
  directus-artifacts verify --audit audit.jsonl --public-key audit.pub`,
    )
    .action(verify);
}

/** @param {Options} options */
async function verify(options) {
  const { project, all = false, repair = false, dryRun = false, audit } = options;
  if (audit !== undefined) {
    if (project !== undefined || all || repair || dryRun)
      throw new WrongUsage('--audit checks a file: it goes with --public-key, --against-live and --json.');
    return verifyAudit({ ...options, audit });
  }
  if (options.publicKey !== undefined || options.againstLive === true)
    throw new WrongUsage('--public-key and --against-live go with --audit <file>.');
  if ((project === undefined) === !all) throw new WrongUsage('Give either --project <id> or --all.');
  const connection = await openConnection(options, { admin: true });
  const ids = project === undefined ? await allProjects(connection) : [project];
  /** @type {ProjectReport[]} */
  let reports = await verifyAll(connection, ids);
  const drifted = reports.filter(({ context }) => context.drift).map((report) => report.project);
  if (repair && drifted.length > 0) {
    console.error(describeDrift(reports));
    if (dryRun) console.error(`A dry run: would repair the context of ${drifted.join(', ')}.`);
    else {
      await confirm(`Write ${counted(drifted.length, 'context')} anew from the versions?`, options);
      for (const id of drifted) await repairContext(connection, id);
      console.error(`Repaired ${counted(drifted.length, 'context')}; verifying again.`);
      const repaired = await verifyAll(connection, drifted);
      const again = new Map(repaired.map((report) => [report.project, report]));
      reports = reports.map((report) => again.get(report.project) ?? report);
    }
  }
  console.log(options.json === true ? JSON.stringify(reports, null, 2) : describeReports(reports));
  process.exitCode = reports.every(isSound) ? 0 : 1;
}

/**
 * @param {Connection} connection
 * @returns {Promise<string[]>}
 */
async function allProjects(connection) {
  const ids = [];
  for (let page = 1; ; page++) {
    const rows = await ask(
      connection,
      readItems('projects', { fields: ['id'], sort: ['id'], limit: PAGE, page }),
    );
    ids.push(...rows.map(({ id }) => String(id)));
    if (rows.length < PAGE) return ids;
  }
}

/**
 * One project after the other, so that the instance stays usable meanwhile.
 * @param {Connection} connection
 * @param {string[]} ids
 * @returns {Promise<ProjectReport[]>}
 */
async function verifyAll(connection, ids) {
  return withProgress('verifying', async (at) => {
    /** @type {ProjectReport[]} */
    const reports = [];
    for (const [index, id] of ids.entries()) {
      at(`project ${index + 1} of ${ids.length}`);
      reports.push(await verifyProject(connection, id));
    }
    return reports;
  });
}
