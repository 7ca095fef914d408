import { readFileSync } from 'node:fs';
import { checkVersions } from '../doctor/check-bundle.js';
import { checkFolder } from '../doctor/check-folder.js';
import { checkHealth } from '../doctor/check-health.js';
import { checkInvariants } from '../doctor/check-invariants.js';
import { checkPayload } from '../doctor/check-payload.js';
import { checkPolicies } from '../doctor/check-policies.js';
import { checkStorage } from '../doctor/check-storage.js';
import { describeFindings, ok, problem } from '../doctor/finding.js';
import { addConnectionOptions, openConnection } from '../lib/connection.js';
import { addDirectoryOption, findInstance } from '../lib/instance-folder.js';
import { packagePath } from '../lib/package.js';
import { Problem, WrongUsage } from '../lib/problem.js';
import { readHealth } from '../lib/read-health.js';
import { counted } from '../lib/table.js';

/**
 * @typedef {import('../doctor/finding.js').Finding} Finding
 * @typedef {import('../doctor/check-bundle.js').Package} Package
 * @typedef {import('../lib/connection.js').Connection} Connection
 * @typedef {import('../lib/connection.js').ConnectionOptions & { directory?: string, deep?: boolean, json?: boolean }} Options
 */

/** @param {import('commander').Command} program */
export function addDoctorCommand(program) {
  const command = program
    .command('doctor')
    .description(
      'Looks at an instance, says what is well and what is not, and what to do about it. Changes nothing.',
    );
  addDirectoryOption(addConnectionOptions(command))
    .option('--deep', 'also check every invariant, which reads all versions and files and may take long')
    .option('--json', 'the findings as JSON')
    .addHelpText(
      'after',
      `
Each line begins with ok, warning, problem or skipped. Exit code 1 when there is a problem.
With --directory it also reads settings and migrations there; without a URL only those.

Example:
  DIRECTUS_TOKEN=… directus-artifacts doctor --url https://directus.example.com --deep`,
    )
    .action(doctor);
}

/** @param {Options} options */
async function doctor(options) {
  const { directory, url, json = false } = options;
  const own = readOwnPackage();
  /** @type {Finding[]} */
  const findings = [];
  // Without any of them the missing URL is what to complain about.
  if (url || directory === undefined) findings.push(...(await checkRunning(options, own)));
  if (directory !== undefined) {
    const instance = findInstance(directory);
    console.error(`On the database of ${instance.folder}, with Directus ${instance.version}`);
    findings.push(...(await attempt('Folder', () => checkFolder(instance, own.host))));
  }
  const problems = findings.filter(({ state }) => state === 'problem').length;
  const warnings = findings.filter(({ state }) => state === 'warning').length;
  if (json) console.log(JSON.stringify({ problems, warnings, findings }, null, 2));
  else {
    console.log(describeFindings(findings));
    console.log(`\n${counted(problems, 'problem')}, ${counted(warnings, 'warning')}.`);
  }
  process.exitCode = problems === 0 ? 0 : 1;
}

/**
 * @param {Options} options
 * @param {Package} own
 * @returns {Promise<Finding[]>}
 */
async function checkRunning(options, own) {
  /** @type {Connection} */
  let connection;
  try {
    connection = await openConnection(options);
  } catch (error) {
    return [asFinding('Connection', error)];
  }
  const role = connection.admin ? ', administrator' : '';
  return [
    ok('Connection', `${connection.url} answers, as ${connection.who}${role}`),
    ...(await checkConnected(connection, options, own)),
  ];
}

/**
 * @param {Connection} connection
 * @param {Options} options
 * @param {Package} own
 * @returns {Promise<Finding[]>}
 */
async function checkConnected(connection, { deep = false }, own) {
  const bundle = await attempt('Bundle', async () => checkHealth(await readHealth(connection)));
  return [
    ...(await attempt('Directus', () => checkVersions(connection, own))),
    ...bundle,
    ...(await attempt('Policies', () => checkPolicies(connection))),
    ...(await attempt('Storage', async () => [await checkStorage(connection)])),
    ...(await attempt('Payload size', async () => [await checkPayload(connection)])),
    ...(deep ? await attempt('Invariants', async () => [await checkInvariants(connection)]) : []),
  ];
}

/**
 * A check that fails is a finding, and no reason not to look at the rest.
 * @param {string} check
 * @param {() => Promise<Finding[]>} work
 * @returns {Promise<Finding[]>}
 */
async function attempt(check, work) {
  try {
    return await work();
  } catch (error) {
    return [asFinding(check, error)];
  }
}

/**
 * @param {string} check
 * @param {unknown} error
 * @returns {Finding}
 * @throws what is no {@link Problem} of the instance
 */
function asFinding(check, error) {
  if (error instanceof Problem && !(error instanceof WrongUsage)) return problem(check, error.message);
  throw error;
}

/** @returns {Package} */
function readOwnPackage() {
  const { name, version, ...rest } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8'));
  return { name, version, host: rest['directus:extension'].host };
}
