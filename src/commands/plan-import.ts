import { compareProjects, differingColumns } from '../domain/transfer/compare-rows.js';
import { findFlaws } from '../domain/transfer/find-flaws.js';
import {
  type Cell,
  eachTable,
  idOf,
  PROJECT_TABLES,
  type ProjectRows,
} from '../domain/transfer/project-rows.js';
import type { Sha256 } from '../domain/words.js';
import { digestFile } from '../directus/digest-file.js';
import type { Caller, Host } from '../directus/host.js';
import { isForbidden } from '../errors/is-forbidden.js';
import { findProject } from '../store/backfill.js';
import { PROJECT_COLUMNS } from '../store/transfer/columns.js';
import { misfits, withoutUnknownUsers } from '../store/transfer/insert-project.js';
import { unfinishedFiles } from '../store/transfer/leftover-files.js';
import { readById, readProjectRows } from '../store/transfer/read-project.js';

/** What an import would do, or why it cannot. */
export interface ImportPlan {
  /** The rows as they would be stored: without users that this instance does not have. */
  rows: ProjectRows;
  /** What is in the archive and not here yet. */
  fresh: ProjectRows;
  /** Files that a stopped import has begun: removed before they are written anew. */
  unfinished: string[];
  /** Why it cannot be imported, as sentences. */
  refusals: string[];
}

/**
 * Compares a project out of an archive with what an instance has. Changes nothing.
 *
 * A project that is there must be there exactly as in the archive: then nothing is fresh. One that is not must not
 * have rows that are; tasks and executions without a project, and files with the same bytes, are the exception.
 *
 * @param digests of the files' bytes in the archive, by file id
 */
export async function planImport(args: {
  host: Host;
  caller: Caller;
  rows: ProjectRows;
  digests: Map<string, Sha256>;
}): Promise<ImportPlan> {
  const { host, caller, digests } = args;
  const { database } = host;
  const refused = (refusals: string[]): ImportPlan => ({
    rows: args.rows,
    fresh: args.rows,
    unfinished: [],
    refusals,
  });
  const flaws = findFlaws(args.rows, digests);
  if (flaws.length > 0) return refused(flaws);
  const wrongKeys = await misfits(database, args.rows);
  if (wrongKeys.length > 0) {
    return refused(
      wrongKeys.map(
        ({ table, type, id }) =>
          `${table} ${id}: here the keys of ${table} are of type ${type}, which it does not fit.`,
      ),
    );
  }
  const rows = await withoutUnknownUsers(database, args.rows);
  const files = await compareFiles(host, caller, rows, digests);
  const projectId = await findProject(database, idOf(rows.projects[0] ?? {}));
  const compared =
    projectId === null
      ? await compareStrangers(host, rows)
      : { fresh: eachTable(() => []), refusals: await compareStored(host, rows, projectId) };
  return {
    rows,
    fresh: { ...compared.fresh, directus_files: files.fresh },
    unfinished: files.unfinished,
    refusals: [...compared.refusals, ...files.refusals],
  };
}

async function compareStored(host: Host, rows: ProjectRows, projectId: Cell): Promise<string[]> {
  const stored = await readProjectRows(host.database, projectId ?? '');
  return compareProjects(rows, stored.rows, PROJECT_COLUMNS).map(
    ({ table, id, reason }) => `The project is here already, but not the same: ${table} ${id} ${reason}.`,
  );
}

async function compareStrangers(
  host: Host,
  rows: ProjectRows,
): Promise<{ fresh: ProjectRows; refusals: string[] }> {
  const fresh = { ...rows };
  const refusals: string[] = [];
  for (const table of PROJECT_TABLES) {
    if (table === 'directus_files') continue;
    const stored = await readById(
      host.database,
      table,
      rows[table].map((row) => row['id'] ?? null),
    );
    const byId = new Map(stored.map((row) => [idOf(row), row]));
    fresh[table] = rows[table].filter((row) => !byId.has(idOf(row)));
    for (const row of rows[table]) {
      const other = byId.get(idOf(row));
      if (other === undefined) continue;
      const shared = table === 'tasks' || table === 'task_executions';
      const differing = shared ? differingColumns(row, other, PROJECT_COLUMNS[table]) : [];
      if (!shared) refusals.push(`${table} ${idOf(row)} is here already, and not of this project.`);
      else if (differing.length > 0)
        refusals.push(`${table} ${idOf(row)} is here already, and differs in ${differing.join(', ')}.`);
    }
  }
  return { fresh, refusals };
}

async function compareFiles(
  host: Host,
  caller: Caller,
  rows: ProjectRows,
  digests: Map<string, Sha256>,
): Promise<{ fresh: ProjectRows['directus_files']; unfinished: string[]; refusals: string[] }> {
  const ids = rows.directus_files.map(idOf);
  const there = new Set((await readById(host.database, 'directus_files', ids)).map(idOf));
  const unfinished = new Set(await unfinishedFiles(host.database, [...there]));
  const refusals: string[] = [];
  for (const id of there) {
    if (unfinished.has(id)) continue;
    const sha256 = await digestIfThere(host, caller, id);
    if (sha256 !== digests.get(id)) {
      refusals.push(
        `directus_files ${id} is here already, ${sha256 === null ? 'but its bytes cannot be read' : 'with other bytes'}.`,
      );
    }
  }
  return {
    fresh: rows.directus_files.filter((row) => !there.has(idOf(row)) || unfinished.has(idOf(row))),
    unfinished: [...unfinished],
    refusals,
  };
}

async function digestIfThere(host: Host, caller: Caller, id: string): Promise<Sha256 | null> {
  try {
    return await digestFile(host, caller, id, host.database);
  } catch (error) {
    if (isForbidden(error)) return null;
    throw error;
  }
}
