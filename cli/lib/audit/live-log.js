import { readItem, readItems } from '@directus/sdk';
import { verifyChain } from '../../../audit-format/chain.js';
import { ask, refusedWith } from '../connection.js';
import { Problem } from '../problem.js';

/** @typedef {import('../connection.js').Connection} Connection */
/** @typedef {import('../../../audit-format/chain.js').Entry} Entry */

/** How many rows are asked for at once. The instance may give fewer (`QUERY_LIMIT_MAX`). */
const PAGE = 1000;
/** They are part of the address, which proxies take up to 8 kB of. */
const IDS_AT_ONCE = 100;

/**
 * Ids of all projects.
 *
 * @param {Connection} connection
 * @returns {Promise<string[]>}
 */
export async function allProjects(connection) {
  const ids = [];
  for (let page = 1; ; page++) {
    const rows = await ask(
      connection,
      readItems('projects', { fields: ['id'], sort: ['id'], limit: PAGE, page }),
    );
    if (rows.length === 0) return ids;
    ids.push(...rows.map(({ id }) => String(id)));
  }
}

/**
 * Pages of the log of a project as it stands, ascending.
 *
 * @param {Connection} connection
 * @param {string} project
 * @returns {AsyncGenerator<Entry[]>}
 */
export async function* livePages(connection, project) {
  for (let after = 0; ;) {
    const page = await ask(
      connection,
      readItems('artifact_approvals', {
        filter: { project_id: { _eq: project }, sequence: { _gt: after } },
        sort: ['sequence'],
        limit: PAGE,
      }),
    );
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.sequence;
  }
}

/**
 * The whole log of a project and what its versions are called, checked: a broken log is not signed.
 *
 * @param {Connection} connection
 * @param {string} project
 * @param {(entries: number) => void} onEntries told how many are read
 * @throws {Problem} when there is no such project, or its log is broken
 */
export async function readLog(connection, project, onEntries) {
  // Before the log, which only grows: then what the context promises must be in it.
  const { context, context_version: contextVersion } = await readProject(connection, project);
  /** @type {Entry[]} */
  const entries = [];
  for await (const page of livePages(connection, project)) {
    const { first_broken: broken } = verifyChain(page, entries.at(-1));
    if (broken !== null)
      throw new Problem(
        `The log of project ${project} is broken at entry ${broken.sequence} and is not signed. ${broken.reason}`,
      );
    entries.push(...page);
    onEntries(entries.length);
  }
  const meta = /** @type {{ audit_entries?: unknown, audit_head?: unknown } | undefined} */ (
    context?.['_meta']
  );
  const promised = typeof meta?.audit_entries === 'number' ? meta.audit_entries : 0;
  if (promised > 0 && entries[promised - 1]?.entry_hash !== meta?.audit_head)
    throw new Problem(
      `The log of project ${project} is not the one that its context remembers, at entry ${promised}, and is not signed.`,
    );
  const ids = new Set(entries.map((entry) => entry.artifact_version_id));
  return { entries, contextVersion, versions: await readNames(connection, [...ids]) };
}

/**
 * @param {Connection} connection
 * @param {string} project
 */
async function readProject(connection, project) {
  try {
    return await ask(connection, readItem('projects', project, { fields: ['context', 'context_version'] }));
  } catch (error) {
    if (refusedWith(error, 403))
      throw new Problem(`There is no project ${project} that this user may read.`, { cause: error });
    throw error;
  }
}

/**
 * What versions are called.
 *
 * @param {Connection} connection
 * @param {string[]} ids
 */
async function readNames(connection, ids) {
  /** @type {Map<string, { schema_key: string, version_number: number }>} */
  const names = new Map();
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    const rows = await ask(
      connection,
      readItems('artifact_versions', {
        filter: { id: { _in: ids.slice(start, start + IDS_AT_ONCE) } },
        fields: ['id', 'schema_key', 'version_number'],
        limit: IDS_AT_ONCE,
      }),
    );
    for (const { id, schema_key, version_number } of rows) names.set(id, { schema_key, version_number });
  }
  return names;
}
