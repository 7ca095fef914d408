import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { track } from './children.js';
import { NODE, inRepository } from './paths.js';

/** @typedef {{ passed: number, failed: number }} Count */

/**
 * What we read of vitest's JSON report.
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} Test
 * @typedef {{ name: string, status: string, message: string, assertionResults: Test[], startTime: number, endTime: number }} File
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: File[] }} Results
 */

const MODULES = inRepository('node_modules');
/** Where Node keeps what it has compiled: the tests start Directus hundreds of times, a third of which is compiling. */
const COMPILED = inRepository('.cache/compiled');

/** What must hold before a test is worth running. Each counts as one test. */
export const CHECKS = [
  { title: 'Formatting (prettier)', command: 'prettier/bin/prettier.cjs', args: ['--check', '.'] },
  { title: 'Rules (eslint)', command: 'eslint/bin/eslint.js', args: ['.'] },
  // Covers the Vue components as well as everything that tsc does.
  { title: 'Types (vue-tsc)', command: 'vue-tsc/bin/vue-tsc.js', args: ['--noEmit'] },
  { title: 'Dead code (knip)', command: 'knip/bin/knip.js', args: [] },
];

/**
 * Runs a tool of node_modules with its output on ours.
 * @param {string} command  path inside node_modules
 * @param {string[]} args
 * @param {Record<string, string>} env  added to ours
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function runTool(command, args, env = {}) {
  // Tools that start `node` themselves get Node 22 as well.
  const PATH = `${join(MODULES, '.bin')}:${process.env['PATH'] ?? ''}`;
  const child = spawn(NODE, [join(MODULES, command), ...args], {
    cwd: inRepository(),
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, PATH, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  track(child);
  const code = await new Promise((resolve) => child.once('close', resolve));
  return code === 0;
}

/**
 * Runs one project of vitest.config.ts and counts its tests.
 * @param {'unit' | 'oracle' | 'server' | 'start' | 'compat' | 'browser' | 'browser-elsewhere' | 'n8n' | 'chaos'} project
 * @param {{ coverage: string | null, env?: Record<string, string>, files?: string[] }} options  coverage: folder for
 *   reports, null for none; env: added to ours; files: parts of the names of test files, all when there are none
 * @returns {Promise<Count>}
 */
export async function runSuite(project, { coverage, env = {}, files = [] }) {
  const results = inRepository(`.cache/${project}-results.json`);
  await rm(results, { force: true });
  const args = ['run', ...files, '--project', project, '--reporter=default', '--reporter=json'];
  args.push(`--outputFile.json=${results}`);
  if (coverage !== null) {
    await mkdir(coverage, { recursive: true });
    args.push('--coverage.enabled', `--coverage.reportsDirectory=${join(coverage, project)}`);
  }
  // Of functions that come out of a cache V8 counts less exactly.
  const collect =
    coverage === null ? {} : { ARTIFACTS_COVERAGE: join(coverage, 'raw'), NODE_COMPILE_CACHE: '' };
  const succeeded = await runTool('vitest/vitest.mjs', args, { ...env, ...collect });
  const text = await readFile(results, 'utf8').catch(() => null);
  if (text === null) {
    console.log(`FAILED: ${project} ended without results`);
    return { passed: 0, failed: 1 };
  }
  /** @type {Results} */
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(text);
  for (const failure of testResults.flatMap(describeFailures)) console.log(failure);
  for (const line of describeSlowest(testResults)) console.log(line);
  // A file that cannot even be loaded has no tests that could fail.
  const failed = numFailedTests === 0 && !succeeded ? 1 : numFailedTests;
  return { passed: numPassedTests, failed };
}

/** Where most of a run's time goes: .ci/run repeats them with the times of the runs. */
const SHOWN_FILES = 15;

/**
 * The files that took longest, of a run that is long enough to ask.
 * @param {File[]} files
 * @returns {string[]}
 */
function describeSlowest(files) {
  if (files.length < SHOWN_FILES) return [];
  const timed = files.map(({ name, startTime, endTime }) => ({
    name,
    seconds: (endTime - startTime) / 1000,
  }));
  const slowest = timed.sort((a, b) => b.seconds - a.seconds).slice(0, SHOWN_FILES);
  return slowest.map(
    ({ name, seconds }) => `SLOW|   ${seconds.toFixed(0)} s ${relative(inRepository(), name)}`,
  );
}

/** A failure in the list at the end of a long run: enough to know what to look at. */
const SHOWN_LINES = 12;

/**
 * The failures of a file, each begun by FAILED and indented below it: .ci/run repeats them as its last words, where
 * they are found although thousands of lines came before.
 * @param {File} file
 * @returns {string[]}
 */
function describeFailures({ name, status, message, assertionResults }) {
  const failures = assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => ({ title: test.fullName, text: test.failureMessages.join('\n') }));
  // It could not be loaded, or its set-up failed: then no test of it did.
  if (status === 'failed' && (failures.length === 0 || message !== ''))
    failures.push({ title: 'the file, or its set-up', text: message });
  return failures.map(({ title, text }) => {
    const lines = text.split('\n').filter((line) => !line.includes('node_modules') && line.trim() !== '');
    const shown = lines.slice(0, SHOWN_LINES).map((line) => `FAILED|   ${line}`);
    return [`FAILED: ${relative(inRepository(), name)}: ${title}`, ...shown].join('\n');
  });
}
