import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { track } from './children.js';
import { NODE, inRepository } from './paths.js';

/** @typedef {{ passed: number, failed: number }} Count */

const MODULES = inRepository('node_modules');

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
    env: { ...process.env, PATH, ...env },
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
  const collect = coverage === null ? {} : { ARTIFACTS_COVERAGE: join(coverage, 'raw') };
  const succeeded = await runTool('vitest/vitest.mjs', args, { ...env, ...collect });
  const text = await readFile(results, 'utf8').catch(() => null);
  if (text === null) return { passed: 0, failed: 1 };
  /** @type {{ numPassedTests: number, numFailedTests: number }} */
  const { numPassedTests, numFailedTests } = JSON.parse(text);
  // A file that cannot even be loaded has no tests that could fail.
  const failed = numFailedTests === 0 && !succeeded ? 1 : numFailedTests;
  return { passed: numPassedTests, failed };
}
