import { messages } from './messages.js';

/** @import { Refusal } from './messages.js' */

/**
 * `function` and trigger share their name.
 *
 * @typedef {{ name: string, body: string, args?: string, returns?: string }} GuardFunction
 * @typedef {GuardFunction & { table: string, event: string, deferred?: boolean, statement?: boolean }} PostgresGuard
 */

/** SQLSTATEs of our own, by code. */
const STATES = {
  ILLEGAL_TRANSITION: 'AR001',
  VERSION_SEALED: 'AR002',
  APPEND_ONLY: 'AR003',
  PARENT_MISMATCH: 'AR004',
  CONTEXT_READ_ONLY: 'AR005',
  INPUT_NOT_FOUND: 'AR006',
};

/**
 * @param {Refusal} refusal
 * @param {string} [id] expression for the id of the row in question
 */
export function refuse(refusal, id) {
  const message = messages[refusal];
  const code = /** @type {keyof typeof STATES} */ (message.split(':')[0]);
  const detail = id === undefined ? '' : `, DETAIL = 'id ' || ${id}`;
  return `RAISE EXCEPTION USING MESSAGE = '${message.replaceAll("'", "''")}', ERRCODE = '${STATES[code]}'${detail};`;
}

/**
 * @param {string} name
 * @param {string} body
 * @returns {GuardFunction}
 */
export const triggerFunction = (name, body) => ({ name: `artifact_guard_${name}`, body });

/**
 * Columns are read through jsonb. plpgsql remembers the types of `NEW.column` for as long as a connection lives, and
 * after somebody altered one in the Studio, every update on every pooled connection would fail with 42804.
 *
 * @param {readonly string[]} columns
 */
export const anyChanges = (columns) =>
  columns.map((column) => `after -> '${column}' IS DISTINCT FROM before -> '${column}'`).join(' OR ');

/** @param {string} column */
export const isSet = (column) => `after ->> '${column}' IS NOT NULL`;

/** Ids of the versions that a file belongs to; an archive file holds the value of its version. */
const versionsOfFile = `SELECT id FROM artifact_versions WHERE primary_file_id = file
  UNION SELECT id FROM artifact_versions WHERE archive_file_id = file
  UNION SELECT artifact_version_id FROM artifact_files WHERE directus_files_id = file`;

/**
 * What the triggers call. In plpgsql, whose statements each see what was committed before they began.
 *
 * @type {GuardFunction[]}
 */
export const helperFunctions = [
  {
    name: 'artifact_guard_is_sealed',
    args: 'version uuid',
    returns: 'boolean',
    body: `BEGIN
  RETURN EXISTS (SELECT 1 FROM artifact_versions WHERE id = version AND status <> 'pending')
    OR EXISTS (SELECT 1 FROM artifact_approvals WHERE artifact_version_id = version)
    OR EXISTS (SELECT 1 FROM artifact_versions WHERE parent_id = version)
    OR EXISTS (SELECT 1 FROM artifact_versions WHERE merge_parent_id = version)
    OR EXISTS (SELECT 1 FROM artifact_inputs WHERE input_id = version);
END`,
  },
  {
    name: 'artifact_guard_file_versions',
    args: 'file uuid',
    returns: 'SETOF uuid',
    body: `BEGIN
  RETURN QUERY ${versionsOfFile};
END`,
  },
  {
    name: 'artifact_guard_file_is_sealed',
    args: 'file uuid',
    returns: 'boolean',
    body: `BEGIN
  RETURN EXISTS (SELECT 1 FROM artifact_guard_file_versions(file) AS version WHERE artifact_guard_is_sealed(version));
END`,
  },
];
