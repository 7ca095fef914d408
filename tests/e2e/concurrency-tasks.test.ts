import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Instance } from '../helpers/instance.js';
import {
  createProject,
  expectData,
  finishTask,
  readVersion,
  recordVersion,
  setStatus,
} from '../helpers/sample.js';
import type { Key } from '../../src/domain/words.js';
import { untilBlocked } from './support-concurrency/blocked.js';
import { readLedger } from './support-concurrency/ledger.js';
import { approveAll, recordAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

const PROJECTS = 10;
/** Of each project: 200 rounds in all on PostgreSQL. SQLite has one writer, its races are soon all the same. */
const TASKS = { postgres: 20, sqlite: 4 };

/** A task with two versions: one approved, waiting for the task to be done, and one still pending. */
interface Round {
  taskId: Key;
  pendingId: string;
}

async function createTasks(instance: Instance, projectId: Key, count: number): Promise<Key[]> {
  const admin = as(instance.url, instance.admin.token);
  const task = { project_id: projectId, title: 'Design it', status: 'needs_review' };
  const tasks = times(count).map(() => task);
  return expectData(await admin.post<{ data?: { id: Key }[] }>('/items/tasks', tasks)).map(({ id }) => id);
}

async function projectWithRounds(instance: Instance, count: number): Promise<{ id: Key; rounds: Round[] }> {
  const id = await createProject(instance);
  const taskIds = await createTasks(instance, id, count);
  const agent = as(instance.url, instance.agent.token);
  const record = (output: string) =>
    recordAll(
      agent,
      id,
      taskIds.map((source_task_id, task) => ({
        schema_key: `task-${task}.${output}`,
        value: { task },
        source_task_id,
      })),
    );
  await approveAll(as(instance.url, instance.reviewer.token), await record('early'));
  const pending = await record('late');
  return { id, rounds: taskIds.map((taskId, index) => ({ taskId, pendingId: pending[index]!.id })) };
}

describe.each(vendors)('a task done while its versions are approved, on %s', (vendor) => {
  test('round after round: every approved version of a done task is live in the end, nothing is left behind', async () => {
    const instance = sharedInstance(vendor);
    const count = TASKS[vendor];
    const one = as(instance.url, instance.reviewer.token);
    const other = as(instance.url, instance.secondReviewer.token);
    const projects: { id: Key; rounds: Round[] }[] = [];
    for (const _ of times(PROJECTS)) projects.push(await projectWithRounds(instance, count));

    // One round of each project at a time, half of them begun by the approval and half by the task.
    for (const index of times(count)) {
      const replies = await Promise.all(
        projects.flatMap(({ rounds }, project) => {
          const { taskId, pendingId } = rounds[index]!;
          const approve = () => setStatus(one, pendingId, 'approved');
          const finish = () => finishTask(other, taskId);
          return (index + project) % 2 === 0 ? [approve(), finish()] : [finish(), approve()];
        }),
      );
      expect(tally(replies), `round ${index}`).toEqual({ '200': 2 * PROJECTS });
    }

    for (const { id } of projects) {
      const ledger = await readLedger(instance, id);
      expect(ledger.versions).toHaveLength(2 * count);
      expect(ledger.versions.filter(({ status }) => status !== 'approved')).toEqual([]);
      expect(ledger.versions.filter((version) => version.promoted_context_version === null)).toEqual([]);
      expect(await violationsIn(instance, id)).toEqual([]);
    }
  });

  test('several tasks done by one bulk PATCH while their versions are approved: nothing is left behind', async () => {
    const instance = sharedInstance(vendor);
    const reviewer = as(instance.url, instance.reviewer.token);
    const projectIds = [await createProject(instance), await createProject(instance)];
    const ids: { tasks: Key[]; versions: string[] } = { tasks: [], versions: [] };
    for (const project_id of projectIds) {
      const tasks = await createTasks(instance, project_id, 10);
      const versions = await recordAll(
        as(instance.url, instance.agent.token),
        project_id,
        tasks.map((id, index) => ({
          schema_key: `deck.slide-${index}`,
          value: { index },
          source_task_id: id,
        })),
      );
      ids.tasks.push(...tasks);
      ids.versions.push(...versions.map((version) => version.id));
    }
    const done = { status: 'done' };
    const [some, rest] = [ids.tasks.slice(0, 14), ids.tasks.slice(14)];
    const replies = await Promise.all([
      ...ids.versions.slice(0, 10).map((id) => setStatus(reviewer, id, 'approved')),
      reviewer.patch('/items/tasks', { keys: some, data: done }),
      reviewer.patch(
        '/items/tasks',
        rest.reverse().map((id) => ({ id, ...done })),
      ),
      ...ids.versions.slice(10).map((id) => setStatus(reviewer, id, 'approved')),
    ]);
    expect(tally(replies)).toEqual({ '200': 22 });
    for (const projectId of projectIds) {
      const ledger = await readLedger(instance, projectId);
      expect(ledger.versions.filter((version) => version.promoted_context_version === null)).toEqual([]);
      expect(await violationsIn(instance, projectId)).toEqual([]);
    }
  });
});

describe.runIf(vendors.includes('postgres'))(
  'a task of no project, done while a version is approved, on PostgreSQL',
  () => {
    test('a version recorded and approved while the task becomes done goes live with it', async () => {
      const instance = sharedInstance('postgres');
      const agent = as(instance.url, instance.agent.token);
      const reviewer = as(instance.url, instance.reviewer.token);
      const task = await as(instance.url, instance.admin.token).post<{ data?: { id: Key } }>('/items/tasks', {
        title: 'Design it',
        status: 'needs_review',
      });
      const source_task_id = expectData(task).id;
      const [here, there] = [await createProject(instance), await createProject(instance)];
      const version = { schema_key: 'brand.logo', value: { format: 'PNG' }, source_task_id };
      const early = await recordVersion(agent, { ...version, project_id: here });
      expect((await setStatus(reviewer, early.id, 'approved')).status).toBe(200);
      const holder = await instance.knex.transaction();
      await holder('artifact_versions').where({ id: early.id }).forUpdate();
      // Stands still when it has found out what it promotes, with a project unlocked that it does not know of.
      const finishing = finishTask(reviewer, source_task_id);
      await untilBlocked(instance.knex, holder, 1);
      const late = await recordVersion(agent, { ...version, project_id: there });
      const approving = setStatus(reviewer, late.id, 'approved');
      await untilBlocked(instance.knex, holder, 2);
      await holder.commit();
      expect(tally([await finishing, await approving])).toEqual({ '200': 2 });
      for (const { id } of [early, late])
        expect((await readVersion(instance, id)).promoted_context_version).toBe(1);
      expect([...(await violationsIn(instance, here)), ...(await violationsIn(instance, there))]).toEqual([]);
    });
  },
);
