import { writeArchive } from '../../archive-format/write-archive.js';
import { NOBODY } from '../commands/archive-values.js';
import {
  assertWhole,
  type LeftOut,
  NotWhole,
  openProjectFile,
  snapshotProject,
} from '../commands/export-project.js';
import { idOf, PROJECT_TABLES, textOf } from '../domain/transfer/project-rows.js';
import type { Key, Sha256 } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { isArchiveUnreadable } from '../errors/is-archive-unreadable.js';
import { isForbidden } from '../errors/is-forbidden.js';
import { findProject } from '../store/backfill.js';
import { type Command, endWith, type Options, Problem } from './cli-command.js';
import { ProgressLine } from './progress-line.js';

/** An open version may be edited between its row and its file; then everything is read again. */
const ATTEMPTS = 5;

/** Adds `export` to the group `artifacts` of Directus' command line. */
export function addExportCommand(group: Command, host: Host): void {
  group
    .command('export')
    .description('Write one project with its versions, files and audit log into an archive')
    .option('--project <id>', 'Which one')
    .option('--out <file>', 'The archive, which must not be there yet')
    .action((options) => endWith(() => runExport(host, options)));
}

async function runExport(host: Host, { project, out }: Options): Promise<boolean> {
  if (typeof project !== 'string' || typeof out !== 'string') throw new Problem('Give --project and --out.');
  const projectId = await findProject(host.database, project);
  if (projectId === null) throw new Problem(`There is no project ${project}.`);
  const caller: Caller = { accountability: NOBODY, schema: await host.getSchema() };
  for (let attempt = 1; ; attempt++) {
    try {
      await writeProject({ host, caller, projectId, path: out });
      return true;
    } catch (error) {
      if (!(error instanceof NotWhole)) throw explained(error, out);
      if (attempt < ATTEMPTS) continue;
      for (const flaw of error.flaws.slice(1)) console.error(flaw);
      throw new Problem(`The project cannot be exported as it is. ${error.flaws[0] ?? ''}`);
    }
  }
}

async function writeProject(args: {
  host: Host;
  caller: Caller;
  projectId: Key;
  path: string;
}): Promise<void> {
  const { host, caller, projectId, path } = args;
  const done = { files: 0, of: 0 };
  const line = new ProgressLine(process.stderr, () => `${done.files} of ${done.of} files`);
  try {
    const counts: Record<string, number> = {};
    const left: LeftOut[] = [];
    const { bytes } = await writeArchive({ path, kind: 'project' }, async (writer) => {
      const { rows, leftOut } = await snapshotProject(host, caller, projectId);
      left.push(...leftOut);
      for (const table of PROJECT_TABLES) counts[table] = await writer.addRows(table, rows[table]);
      done.of = rows.directus_files.length;
      const digests = new Map<string, Sha256>();
      for (const row of rows.directus_files) {
        const id = idOf(row);
        const { stream, size } = await openFile(host, caller, id);
        digests.set(id, (await writer.addStream(`files/${id}`, size, stream)).sha256);
        done.files += 1;
      }
      assertWhole(rows, digests);
      const title = textOf(rows.projects[0], 'title');
      return { project_id: projectId, title, rows: counts, left_out: leftOut };
    });
    line.stop();
    for (const { table, id } of left)
      console.error(`Left out ${table} ${id}: it refers to something of another project.`);
    const what = `${counts['artifact_versions'] ?? 0} versions, ${counts['artifact_approvals'] ?? 0} audit entries, ${done.of} files`;
    console.log(`Exported project ${String(projectId)} to ${path}: ${what}, ${bytes} bytes.`);
  } finally {
    line.stop();
  }
}

/** @throws Problem naming the file whose bytes are not there */
async function openFile(host: Host, caller: Caller, id: string): ReturnType<typeof openProjectFile> {
  try {
    return await openProjectFile(host, caller, id);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw new Problem(`The bytes of file ${id} are missing from the storage. Nothing was written.`);
  }
}

function explained(error: unknown, path: string): unknown {
  if (isArchiveUnreadable(error)) return new Problem(`${error.message}. Nothing was written.`);
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'EEXIST':
      return new Problem(
        `There is a file ${path} or ${path}.partial already, and it is not replaced. Nothing was written.`,
      );
    case 'ENOSPC':
      return new Problem(`The disk of ${path} is full. Nothing was kept.`);
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EACCES':
    case 'EROFS':
      return new Problem(`${path} cannot be written (${error.message}). Nothing was written.`);
    default:
      return error;
  }
}
