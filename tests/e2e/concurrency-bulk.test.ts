import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, setStatus } from '../helpers/sample.js';
import { readLedger } from './support-concurrency/ledger.js';
import { recordAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

/** SQLite has one writer: its races are soon all the same. */
const ROUNDS = { postgres: 50, sqlite: 10 };

describe.each(vendors)('a bulk PATCH that races single ones on %s', (vendor) => {
  test('no request fails, and every line of every round ends with one approved version', async () => {
    const instance = sharedInstance(vendor);
    const rounds = ROUNDS[vendor];
    const projectId = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    const one = as(instance.url, instance.reviewer.token);
    const other = as(instance.url, instance.secondReviewer.token);
    const versions = await recordAll(
      agent,
      projectId,
      times(rounds).flatMap((round) =>
        times(4).flatMap((attempt) =>
          times(2).map((index) => ({ schema_key: `round-${round}.slide-${index}`, value: { attempt } })),
        ),
      ),
    );
    for (const round of times(rounds)) {
      const ids = (attempt: number) => {
        const start = round * 8 + attempt * 2;
        return versions.slice(start, start + 2).map(({ id }) => id);
      };
      const replies: Reply[] = await Promise.all([
        one.patch('/items/artifact_versions', { keys: ids(0), data: { status: 'approved' } }),
        ...ids(1).map((id) => setStatus(other, id, 'approved')),
        // In the other order, so that they would wait for each other if locks were taken as they come.
        other.patch(
          '/items/artifact_versions',
          ids(2)
            .reverse()
            .map((id) => ({ id, status: 'approved' })),
        ),
        one.patch('/items/artifact_versions', { keys: ids(3).reverse(), data: { status: 'approved' } }),
      ]);
      expect(tally(replies), `round ${round}`).toEqual({ '200': 5 });
    }
    const ledger = await readLedger(instance, projectId);
    expect(ledger.versions.filter(({ status }) => status === 'approved')).toHaveLength(2 * rounds);
    expect(ledger.versions.filter(({ status }) => status === 'superseded')).toHaveLength(6 * rounds);
    // Two bulk PATCHes are one bump each, the array and the single ones two each.
    expect(ledger.contextVersion).toBe(6 * rounds);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('a bulk PATCH and single ones on the same versions: all or nothing, and each version decided once', async () => {
    const instance = sharedInstance(vendor);
    const rounds = ROUNDS[vendor];
    const projectId = await createProject(instance);
    const one = as(instance.url, instance.reviewer.token);
    const other = as(instance.url, instance.secondReviewer.token);
    const versions = await recordAll(
      as(instance.url, instance.agent.token),
      projectId,
      times(rounds * 4).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index } })),
    );
    for (const round of times(rounds)) {
      const ids = versions.slice(round * 4, round * 4 + 4).map(({ id }) => id);
      const bulk = { keys: ids, data: { status: 'rejected', rejection_reason: 'Not in this round' } };
      const [rejected, ...approved] = await Promise.all([
        one.patch('/items/artifact_versions', bulk),
        setStatus(other, ids[3]!, 'approved'),
        setStatus(other, ids[1]!, 'approved'),
      ]);
      const outcomes = tally([rejected, ...approved]);
      expect(
        Object.keys(outcomes).filter((outcome) => !['200', '409 ILLEGAL_TRANSITION'].includes(outcome)),
      ).toEqual([]);
      const rows: { id: string; status: string }[] = await instance
        .knex('artifact_versions')
        .select('id', 'status')
        .whereIn('id', ids);
      const statuses = ids.map((id) => rows.find((row) => row.id === id)?.status);
      const expected =
        rejected.status === 200
          ? ['rejected', 'rejected', 'rejected', 'rejected']
          : [
              'pending',
              approved[1].status === 200 ? 'approved' : 'pending',
              'pending',
              approved[0].status === 200 ? 'approved' : 'pending',
            ];
      expect(statuses, `round ${round}: ${JSON.stringify(outcomes)}`).toEqual(expected);
      expect(outcomes['200']).toBeGreaterThanOrEqual(1);
    }
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('array PATCHes over two projects in opposite orders: none fails, all of it counts', async () => {
    const instance = sharedInstance(vendor);
    const projects = [await createProject(instance), await createProject(instance)];
    const agent = as(instance.url, instance.agent.token);
    const record = (projectId: (typeof projects)[number]) =>
      recordAll(
        agent,
        projectId,
        times(8).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index } })),
      );
    const [here, there] = [await record(projects[0]!), await record(projects[1]!)];
    const reviewer = as(instance.url, instance.reviewer.token);
    const replies = await Promise.all(
      times(8).map((index) => {
        const pair = [here[index]!, there[index]!].map(({ id }) => ({ id, status: 'approved' }));
        return reviewer.patch('/items/artifact_versions', index % 2 === 0 ? pair : pair.reverse());
      }),
    );
    expect(tally(replies)).toEqual({ '200': 8 });
    for (const projectId of projects) {
      expect((await readLedger(instance, projectId)).contextVersion).toBe(8);
      expect(await violationsIn(instance, projectId)).toEqual([]);
    }
  });
});
