import { messages } from './messages.js';

/** @import { Refusal } from './messages.js' */

/** @typedef {{ name: string, sql: string }} SqliteTrigger */

/**
 * @param {string} name
 * @param {string} event
 * @param {string[]} statements
 * @returns {SqliteTrigger}
 */
export function trigger(name, event, statements) {
  const full = `artifact_guard_${name}`;
  return { name: full, sql: `CREATE TRIGGER ${full} ${event} BEGIN ${statements.join('; ')}; END` };
}

/**
 * @param {Refusal} refusal
 * @param {string} condition
 */
export const refuse = (refusal, condition) =>
  `SELECT RAISE(ABORT, '${messages[refusal].replaceAll("'", "''")}') WHERE ${condition}`;

/** @param {readonly string[]} columns */
export const anyChanges = (columns) =>
  columns.map((column) => `NEW.${column} IS NOT OLD.${column}`).join(' OR ');

/**
 * Sealed: decided, with any approval entry, with a child, or with something made from it.
 *
 * @param {string} row alias of a row of artifact_versions
 */
export const isSealed = (row) =>
  `(${row}.status <> 'pending'
    OR EXISTS (SELECT 1 FROM artifact_approvals entry WHERE entry.artifact_version_id = ${row}.id)
    OR EXISTS (SELECT 1 FROM artifact_versions child WHERE child.parent_id = ${row}.id)
    OR EXISTS (SELECT 1 FROM artifact_versions child WHERE child.merge_parent_id = ${row}.id)
    OR EXISTS (SELECT 1 FROM artifact_inputs link WHERE link.input_id = ${row}.id))`;

/**
 * @param {string} id expression for the id of a version
 */
export const versionIsSealed = (id) =>
  `EXISTS (SELECT 1 FROM artifact_versions version WHERE version.id = ${id} AND ${isSealed('version')})`;

/**
 * Ids of the versions that a file belongs to. An archive file holds the value of its version.
 *
 * @param {string} file expression for the id of a file
 */
export const versionsOfFile = (file) =>
  `SELECT id FROM artifact_versions WHERE primary_file_id = ${file}
   UNION SELECT id FROM artifact_versions WHERE archive_file_id = ${file}
   UNION SELECT artifact_version_id FROM artifact_files WHERE directus_files_id = ${file}`;

/**
 * @param {string} file expression for the id of a file
 */
export const fileIsSealed = (file) =>
  `EXISTS (SELECT 1 FROM artifact_versions version WHERE version.id IN (${versionsOfFile(file)})
    AND ${isSealed('version')})`;
