import { readMembers, rowsOf, tableOf, verifyArchive } from '../../archive-format/read-archive.js';
import type { ArchivedBytes } from '../commands/import-project.js';
import {
  eachTable,
  isProjectTable,
  type PortableRow,
  type ProjectRows,
  rowFlaw,
} from '../domain/transfer/project-rows.js';
import type { JsonObject, Sha256 } from '../domain/words.js';
import { PROJECT_COLUMNS } from '../store/transfer/columns.js';
import { Problem } from './cli-command.js';

/** What the archive of a project holds, checked as far as that goes without a database. */
export interface ProjectArchive {
  rows: ProjectRows;
  /** Of the bytes of its files, by file id. */
  digests: Map<string, Sha256>;
  /** ISO 8601. */
  createdAt: string;
}

const FILE = /^files\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Reads an archive that `export` wrote, after every part of it was compared with its digest.
 *
 * @throws Problem when it is damaged, naming the part, or something else than one project
 */
export async function readProjectArchive(path: string): Promise<ProjectArchive> {
  const { kind, created_at, parts } = await verifyArchive(path).catch((error: unknown) => {
    throw explained(error, path);
  });
  if (kind !== 'project') throw new Problem(`${path} is a ${kind}, not the export of a project.`);
  const rows = await readRows(path).catch((error: unknown) => {
    throw explained(error, path);
  });
  const digests = new Map(
    parts.flatMap(({ name, sha256 }) => {
      const id = FILE.exec(name)?.[1];
      return id === undefined ? [] : [[id, sha256] as const];
    }),
  );
  return { rows, digests, createdAt: created_at };
}

async function readRows(path: string): Promise<ProjectRows> {
  const rows = eachTable((): PortableRow[] => []);
  for await (const member of readMembers(path)) {
    const table = tableOf(member);
    if (table === null) continue;
    if (!isProjectTable(table))
      throw new Problem(`${member.name}: "${table}" is no table of a project. Nothing was changed.`);
    for (const row of await rowsOf(member))
      rows[table].push(checkedRow(row, member.name, PROJECT_COLUMNS[table]));
  }
  return rows;
}

/** The files of the archive one after the other. Their bytes must be read, or drained, before the next one comes. */
export async function* filesIn(path: string): AsyncGenerator<ArchivedBytes> {
  for await (const { name, bytes } of readMembers(path)) {
    const id = FILE.exec(name)?.[1];
    if (id !== undefined) yield { id, bytes };
  }
}

function checkedRow(
  row: Record<string, unknown>,
  part: string,
  columns: Parameters<typeof rowFlaw>[1],
): PortableRow {
  const flaw = rowFlaw(row as JsonObject, columns);
  if (flaw !== null) throw new Problem(`${part}: a row ${flaw}. Nothing was changed.`);
  return row as PortableRow;
}

function explained(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error;
  // By name: the class of another copy of the format is another class.
  if (error.name === 'ArchiveDamaged' || error instanceof SyntaxError)
    return new Problem(`${error.message.replace(/\.$/, '')}. Nothing was changed.`);
  return 'code' in error ? new Problem(`${path} cannot be read (${error.message}).`) : error;
}
