import { counted, table } from './table.js';
import { isSound } from './verify-project.js';

/** @typedef {import('./verify-project.js').ProjectReport} ProjectReport */

/**
 * A row per project, then everything that is wrong.
 * @param {ProjectReport[]} reports
 * @returns {string}
 */
export function describeReports(reports) {
  const rows = reports.map(({ project, context, audit, violations }) => [
    project,
    context.drift ? counted(context.differences.length, 'difference') : 'ok',
    audit.first_broken === null
      ? `ok (${counted(audit.entries, 'entry', 'entries')})`
      : `broken at ${audit.first_broken.sequence}`,
    violations.length === 0 ? 'ok' : counted(violations.length, 'violation'),
  ]);
  const unsound = reports.filter((report) => !isSound(report)).length;
  const details = reports.flatMap(({ project, audit, violations }) => [
    ...(audit.first_broken === null ? [] : [`${project}: ${audit.first_broken.reason}`]),
    ...violations.map(({ invariant, version_id, detail }) =>
      [
        `${project}:`,
        invariant,
        ...(version_id === undefined ? [] : [`version ${version_id}:`]),
        detail,
      ].join(' '),
    ),
  ]);
  return [
    table(['project', 'context', 'audit chain', 'invariants'], rows),
    ...[describeDrift(reports), details.join('\n')].filter((text) => text !== ''),
    unsound === 0
      ? `${counted(reports.length, 'project')} verified, nothing is wrong.`
      : `${unsound} of ${counted(reports.length, 'project')} with something wrong. Drift can be repaired with --repair; what else is broken: restore it from a backup.`,
  ].join('\n\n');
}

/**
 * Every key of which the context says something else than the versions; empty when there is none.
 * @param {ProjectReport[]} reports
 * @returns {string}
 */
export function describeDrift(reports) {
  const rows = reports.flatMap(({ project, context }) =>
    context.differences.map(({ schema_key, expected, actual }) => [
      project,
      schema_key,
      short(expected),
      short(actual),
    ]),
  );
  return rows.length === 0 ? '' : table(['project', 'key', 'the versions say', 'the context says'], rows);
}

/** @param {unknown} value */
function short(value) {
  const text = value === null || value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
