import { counted } from '../lib/table.js';
import { ok, problem, warning } from './finding.js';

/**
 * @typedef {import('./finding.js').Finding} Finding
 * @typedef {import('../lib/read-health.js').Health} Health
 */

/** From when on a callback that waits is worth a look, in seconds. */
const LATE = 3600;

/** From when on what should have gone live by itself is worth a look, in seconds: servers look every few. */
const OVERDUE = 60;

/**
 * What the instance says of its schema, guards, outbox, schedule and settings.
 * @param {Health} health
 * @returns {Finding[]}
 */
export function checkHealth({ schema, guards, outbox, schedule, settings }) {
  return [
    ok('Bundle', 'loaded'),
    checkSchema(schema),
    guards.missing.length === 0
      ? ok('Guards', 'in place')
      : problem(
          'Guards',
          `missing or changed: ${guards.missing.join(', ')}`,
          'Run "directus-artifacts guards on", or restart Directus; and find out who removed them.',
        ),
    checkOutbox(outbox),
    checkSchedule(schedule),
    // The bundle does not load with a setting that is wrong, and it answered.
    ok('Settings', `valid: ${Object.entries(settings).map(setting).join(', ')}`),
  ];
}

/**
 * @param {Health['schema']} schema
 * @returns {Finding}
 */
function checkSchema({ missing, newer }) {
  if (newer !== null)
    return problem(
      'Tables and indexes',
      `of a newer release (${newer}); this server records and decides nothing`,
      'Install that release of the bundle, and restart this server.',
    );
  if (missing.length === 0) return ok('Tables and indexes', 'complete');
  return problem(
    'Tables and indexes',
    `missing: ${missing.join(', ')}`,
    'Run "directus-artifacts migrate" in the folder of the instance.',
  );
}

/**
 * @param {Health['outbox']} outbox
 * @returns {Finding}
 */
function checkOutbox({ pending, failed, oldest_pending_seconds: oldest }) {
  const said = `${counted(pending, 'callback')} waiting, ${failed} given up`;
  if (oldest !== null && oldest > LATE)
    return warning(
      'Outbox',
      `${said}; the oldest waits for ${Math.floor(oldest / 60)} minutes`,
      'See whether the receiver answers. After 24 hours a callback is given up.',
    );
  if (failed > 0)
    return warning('Outbox', said, 'Look in table artifact_callbacks for the receivers that did not answer.');
  return ok('Outbox', said);
}

/**
 * @param {Health['schedule']} schedule
 * @returns {Finding}
 */
function checkSchedule({ waiting, overdue, frozen, oldest_overdue_seconds: oldest }) {
  const said = `${counted(waiting, 'version')} to go live later, ${frozen} due and frozen, ${overdue} overdue`;
  if (oldest !== null && oldest > OVERDUE)
    return warning(
      'Schedule',
      `${said}, the oldest for ${Math.floor(oldest / 60)} minutes`,
      'The log of the server says what was refused, in lines that begin with "artifacts: what is due".',
    );
  return ok('Schedule', said);
}

/** @param {[string, unknown]} setting */
function setting([name, value]) {
  return `${name} ${Array.isArray(value) ? value.join(',') : String(value)}`;
}
