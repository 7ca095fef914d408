import type { Titled, VersionRow } from '../../app/registry/rows.js';

/** The versions that one task of a project hands in. */
interface TaskGroup {
  task: VersionRow['source_task_id'];
  rows: VersionRow[];
}

export interface ProjectGroup {
  project: Titled;
  tasks: TaskGroup[];
}

/**
 * Groups a page of the queue by project and task. Groups stand where their first row stands, and rows keep their
 * order, so that what comes first in the queue also comes first on the page.
 */
export function groupRows(rows: readonly VersionRow[]): ProjectGroup[] {
  const projects = new Map<string, ProjectGroup>();
  const tasks = new Map<string, TaskGroup>();
  for (const row of rows) {
    const projectKey = String(row.project_id.id);
    const project = projects.get(projectKey) ?? { project: row.project_id, tasks: [] };
    projects.set(projectKey, project);
    // A task belongs to one project; those without a task are apart in each.
    const taskKey = JSON.stringify([projectKey, row.source_task_id?.id ?? null]);
    let group = tasks.get(taskKey);
    if (group === undefined) {
      group = { task: row.source_task_id, rows: [] };
      tasks.set(taskKey, group);
      project.tasks.push(group);
    }
    group.rows.push(row);
  }
  return [...projects.values()];
}

/** The ids of a page in the order in which they are shown. */
export function shownOrder(groups: readonly ProjectGroup[]): string[] {
  return groups.flatMap(({ tasks }) => tasks.flatMap(({ rows }) => rows.map(({ id }) => id)));
}
