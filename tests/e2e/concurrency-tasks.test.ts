import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
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
import { recordAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

const PROJECTS = 5;
/** Of each project: 200 rounds in all on PostgreSQL. SQLite has one writer, its races are soon all the same. */
const TASKS = { postgres: 40, sqlite: 8 };

describe.each(vendors)('a task done while its versions are approved, on %s', (vendor) => {
  test('round after round: every approved version of a done task is live in the end, nothing is left behind', async () => {
    const instance = sharedInstance(vendor);
    const count = TASKS[vendor];
    const admin = as(instance.url, instance.admin.token);
    const [one, other] = [instance.reviewer, instance.secondReviewer].map(({ token }) =>
      as(instance.url, token),
    );
    const projects: { id: Key; rounds: { taskId: Key; versionIds: string[] }[] }[] = [];
    for (const _ of times(PROJECTS)) {
      const id = await createProject(instance);
      const tasks = expectData(
        await admin.post<{ data?: { id: Key }[] }>(
          '/items/tasks',
          times(count).map(() => ({ project_id: id, title: 'Design it', status: 'needs_review' })),
        ),
      );
      const versions = await recordAll(
        as(instance.url, instance.agent.token),
        id,
        tasks.flatMap(({ id: source_task_id }, task) =>
          times(2).map((index) => ({
            schema_key: `task-${task}.output-${index}`,
            value: { task, index },
            source_task_id,
          })),
        ),
      );
      const rounds = tasks.map((task, index) => ({
        taskId: task.id,
        versionIds: versions.slice(index * 2, index * 2 + 2).map((version) => version.id),
      }));
      projects.push({ id, rounds });
    }

    // One round of each project at a time: they race inside their project, and a little across.
    for (const index of times(count)) {
      const replies = await Promise.all(
        projects.flatMap(({ rounds }) => {
          const { taskId, versionIds } = rounds[index]!;
          const requests = [
            () => setStatus(one!, versionIds[0]!, 'approved'),
            () => finishTask(other!, taskId),
            () => setStatus(one!, versionIds[1]!, 'approved'),
          ];
          // Each of the three is the first one in a third of the rounds.
          return [...requests.slice(index % 3), ...requests.slice(0, index % 3)].map((send) => send());
        }),
      );
      expect(tally(replies), `round ${index}`).toEqual({ '200': 3 * PROJECTS });
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
    const admin = as(instance.url, instance.admin.token);
    const reviewer = as(instance.url, instance.reviewer.token);
    const projectIds = [await createProject(instance), await createProject(instance)];
    const ids: { tasks: Key[]; versions: string[] } = { tasks: [], versions: [] };
    for (const project_id of projectIds) {
      const tasks = expectData(
        await admin.post<{ data?: { id: Key }[] }>(
          '/items/tasks',
          times(10).map(() => ({ project_id, title: 'Design it', status: 'needs_review' })),
        ),
      );
      const versions = await recordAll(
        as(instance.url, instance.agent.token),
        project_id,
        tasks.map(({ id }, index) => ({
          schema_key: `deck.slide-${index}`,
          value: { index },
          source_task_id: id,
        })),
      );
      ids.tasks.push(...tasks.map((task) => task.id));
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
