import type { Finding, LegacyField, LegacyVersion } from '../domain/legacy/words.js';
import { stableId } from '../domain/legacy/stable-id.js';
import type { Caller, Host } from '../directus/host.js';
import { findProject } from '../store/backfill.js';
import { knownFiles, knownTasks } from '../store/legacy.js';
import { compareLines } from './compare-legacy.js';
import type { FileBeside, PlannedVersion, ProjectPlan } from './legacy-plan.js';

/**
 * Compares the rows of an export with what an instance has, project by project. Changes nothing.
 *
 * A row that was imported before is known by its id. One whose line has versions that no row of this export has become
 * is refused: whatever is older than those would become the newest.
 *
 * @param args.beside finds a file beside the export: null if there is none, or it is not in the export's folder
 */
export async function planLegacy(args: {
  host: Host;
  caller: Caller;
  versions: LegacyVersion[];
  findings: Finding[];
  beside: (path: string) => Promise<FileBeside | null>;
}): Promise<ProjectPlan[]> {
  const ids = [...args.versions, ...args.findings].flatMap(({ projectId }) =>
    projectId === null ? [] : [projectId],
  );
  const plans: ProjectPlan[] = [];
  for (const projectId of new Set(ids)) plans.push(await planProject(args, projectId));
  return plans;
}

async function planProject(args: Parameters<typeof planLegacy>[0], projectId: string): Promise<ProjectPlan> {
  const { host } = args;
  const versions = args.versions.filter((version) => version.projectId === projectId);
  const findings = args.findings.filter((finding) => finding.projectId === projectId);
  const key = await findProject(host.database, projectId);
  const plan: ProjectPlan = { projectId, key, fresh: [], known: 0, findings, uploads: new Map() };
  const find = (version: LegacyVersion, field: LegacyField, problem: string) =>
    void findings.push({ at: version.at, field, problem, projectId });
  if (key === null) {
    for (const version of versions)
      find(version, 'project_id', `There is no project ${projectId}: create it, or name the one that it is.`);
    return plan;
  }
  const tasks = await knownTasks(host.database, [...new Set(versions.flatMap(({ taskId }) => taskId ?? []))]);
  const planned: PlannedVersion[] = [];
  for (const version of versions) {
    const task = version.taskId === null ? null : tasks.get(version.taskId);
    if (task === undefined)
      find(
        version,
        'task_id',
        `There is no task ${version.taskId ?? ''}: leave it empty, or name the right one.`,
      );
    else if (task?.project_id != null && String(task.project_id) !== String(key))
      find(version, 'task_id', `The task ${version.taskId ?? ''} is of another project: leave it empty.`);
    const fileId = await findFile(args, plan, version);
    if (fileId === undefined) find(version, 'file', missing(version));
    planned.push({ ...version, fileId: fileId ?? null, task: task?.id ?? null });
  }
  await compareLines({ ...args, plan, planned, find });
  return plan;
}

/** The id that a version's file has or gets; null without one, undefined for one that is not there. */
async function findFile(
  { host, beside }: Parameters<typeof planLegacy>[0],
  { uploads }: ProjectPlan,
  { file }: LegacyVersion,
): Promise<string | null | undefined> {
  if (file === null) return null;
  if ('id' in file) return (await knownFiles(host.database, [file.id])).has(file.id) ? file.id : undefined;
  const found = await beside(file.path);
  if (found === null) return undefined;
  // By its bytes, so that a second run finds it, and changed bytes are another file.
  const id = stableId('file', file.path, found.sha256);
  uploads.set(id, found);
  return id;
}

function missing({ file }: LegacyVersion): string {
  if (file === null || 'id' in file)
    return `There is no file ${file?.id ?? ''} in this Directus: upload it, or give its path beside the export.`;
  return `There is no file ${JSON.stringify(file.path)} in the folder of the export: put it there, or correct the path.`;
}
