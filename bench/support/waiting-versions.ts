import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { contentHash } from '../../src/domain/content-hash.js';
import { rootLineage } from '../../src/domain/lineage.js';
import { times } from './bench-setup.js';

const PROJECTS = 20;
const TASKS_PER_PROJECT = 5;
/** PostgreSQL takes 65,535 parameters in one statement. */
/** SQLite takes 500 rows in one statement. */
const ROWS_AT_ONCE = 500;

/**
 * Inserts `count` pending versions by SQL, each the first of its key, spread over the tasks of twenty projects, with
 * the hashes and lineage that recording gives them. Each is a minute older than the one before.
 *
 * @param author id of who recorded them
 */
export async function insertWaitingVersions(knex: Knex, count: number, author: string): Promise<void> {
  const projects = times(PROJECTS).map((index) => ({ id: randomUUID(), title: `Client ${index + 1}` }));
  await knex('projects').insert(projects);
  const tasks = projects.flatMap((project) =>
    times(TASKS_PER_PROJECT).map((index) => ({
      id: randomUUID(),
      project_id: project.id,
      title: `Task ${index + 1} of ${project.title}`,
      status: 'needs_review',
      execution_type: 'ai',
    })),
  );
  await knex('tasks').insert(tasks);
  const now = Date.now();
  const rows = times(count).map((index) => {
    const task = tasks[index % tasks.length];
    if (task === undefined) throw new Error('There are tasks');
    const value = { headline: `Headline ${index}`, language: 'en' };
    const hash = contentHash({ value, files: [] });
    const id = randomUUID();
    const { version_lineage, lineage_depth, generation } = rootLineage(hash);
    return {
      id,
      project_id: task.project_id,
      source_task_id: task.id,
      schema_key: `copy.k${index}`,
      version_number: 1,
      value: JSON.stringify(value),
      summary: `Attempt at headline ${index}.`,
      content_hash: hash,
      change_origin: 'deployment',
      version_lineage: JSON.stringify(version_lineage),
      lineage_depth,
      lineage_jump_id: id,
      generation,
      date_created: new Date(now - index * 60_000),
      user_created: author,
    };
  });
  await knex.batchInsert('artifact_versions', rows, ROWS_AT_ONCE);
  await knex.raw('VACUUM ANALYZE artifact_versions');
}
