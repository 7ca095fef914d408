import { withProgress } from '../lib/progress.js';
import { readHealth } from '../lib/read-health.js';
import { counted } from '../lib/table.js';
import { ok, problem, skipped } from './finding.js';

/** How many violations are told in full; `verify` tells all. */
const TOLD = 5;

/**
 * Every invariant, over all versions and files.
 * @param {import('../lib/connection.js').Connection} connection
 * @returns {Promise<import('./finding.js').Finding>}
 */
export async function checkInvariants(connection) {
  if (!connection.admin)
    return skipped('Invariants', 'told to administrators only', "Use an administrator's token.");
  console.error('Checking every invariant reads all versions and files. This may take long.');
  const { violations } = await withProgress('checking invariants', () =>
    readHealth(connection, { deep: true }),
  );
  if (violations === undefined)
    return skipped('Invariants', 'cannot be checked while tables are missing', 'Run the migrations first.');
  if (violations.length === 0) return ok('Invariants', 'all of them hold');
  const told = violations
    .slice(0, TOLD)
    .map(({ invariant, project_id, detail }) => `${invariant} in project ${project_id}: ${detail}`);
  const rest = violations.length > TOLD ? [`and ${violations.length - TOLD} more`] : [];
  return problem(
    'Invariants',
    `${counted(violations.length, 'violation')}: ${[...told, ...rest].join(' ')}`,
    'Run "directus-artifacts verify --all" for all of them; contexts can be repaired, the rest restored.',
  );
}
