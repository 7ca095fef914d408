import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, setStatus } from '../helpers/sample.js';
import { readLedger } from './support-concurrency/ledger.js';
import { recordAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

describe.each(vendors)('recording at once on %s', (vendor) => {
  test('50 concurrent records on one line are numbered 1..50, each built on the one before it', async () => {
    const instance = sharedInstance(vendor);
    const projectId = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    const replies = await Promise.all(
      times(50).map((index) => {
        const version = { project_id: projectId, schema_key: 'brand.logo', value: { index } };
        // The seed's client numbers its versions itself, all of them 1.
        return index % 2 === 0
          ? agent.post('/artifacts/versions', version)
          : agent.post('/items/artifact_versions', { ...version, version_number: 1 });
      }),
    );
    expect(tally(replies)).toEqual({ '200': 25, '201': 25 });
    const { versions } = await readLedger(instance, projectId);
    versions.sort((a, b) => a.version_number - b.version_number);
    expect(versions.map((version) => version.version_number)).toEqual(times(50).map((index) => index + 1));
    expect(new Set(versions.map(({ value }) => JSON.stringify(value))).size).toBe(50);
    // Nothing is approved, so each builds on the newest: the one recorded just before it.
    expect(versions.map(({ parent_id }) => parent_id)).toEqual([
      null,
      ...versions.slice(0, -1).map(({ id }) => id),
    ]);
    expect(versions.at(-1)?.version_lineage).toEqual(versions.map(({ content_hash }) => content_hash));
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('versions recorded while others of the line are approved: numbers without gap, parents sealed', async () => {
    const instance = sharedInstance(vendor);
    const projectId = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    const reviewer = as(instance.url, instance.reviewer.token);
    const first = await recordAll(
      agent,
      projectId,
      times(15).map((index) => ({ schema_key: 'brand.logo', value: { index } })),
    );
    const replies = await Promise.all(
      first.flatMap(({ id }, index) => [
        setStatus(reviewer, id, 'approved'),
        agent.post('/artifacts/versions', {
          project_id: projectId,
          schema_key: 'brand.logo',
          value: { later: index },
        }),
      ]),
    );
    expect(tally(replies)).toEqual({ '200': 15, '201': 15 });
    const ledger = await readLedger(instance, projectId);
    expect(ledger.versions).toHaveLength(30);
    expect(ledger.contextVersion).toBe(15);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('batches of many lines in opposite orders: all recorded, each line numbered without gap', async () => {
    const instance = sharedInstance(vendor);
    const projects = [await createProject(instance), await createProject(instance)];
    const agent = as(instance.url, instance.agent.token);
    const batch = projects.flatMap((project_id) =>
      times(5).map((index) => ({ project_id, schema_key: `deck.slide-${index}`, value: { index } })),
    );
    const replies = await Promise.all(
      times(10).map((index) =>
        agent.post('/artifacts/versions', index % 2 === 0 ? batch : [...batch].reverse()),
      ),
    );
    expect(tally(replies)).toEqual({ '201': 10 });
    for (const projectId of projects) {
      expect((await readLedger(instance, projectId)).versions).toHaveLength(50);
      expect(await violationsIn(instance, projectId)).toEqual([]);
    }
  });
});

describe.each(vendors)('arrays over several projects, each in its own order, at once on %s', (vendor) => {
  test('16 arrays of versions are all recorded', async () => {
    const instance = sharedInstance(vendor);
    const projects = await Promise.all(times(4).map(() => createProject(instance)));
    const agent = as(instance.url, instance.agent.token);
    const replies = await Promise.all(
      times(16).map((index) => {
        const order = index % 2 === 0 ? projects : [...projects].reverse();
        return agent.post(
          '/items/artifact_versions',
          order.map((project_id) => ({ project_id, schema_key: 'brand.logo', value: { index } })),
        );
      }),
    );
    expect(tally(replies)).toEqual({ '200': 16 });
    for (const projectId of projects) {
      const { versions } = await readLedger(instance, projectId);
      const numbers = versions.map((version) => version.version_number).sort((a, b) => a - b);
      expect(numbers).toEqual(times(16).map((index) => index + 1));
      expect(await violationsIn(instance, projectId)).toEqual([]);
    }
  });

  test('16 arrays of approval entries all decide', async () => {
    const instance = sharedInstance(vendor);
    const projects = await Promise.all(times(4).map(() => createProject(instance)));
    const agent = as(instance.url, instance.agent.token);
    const reviewer = as(instance.url, instance.reviewer.token);
    const pending = await Promise.all(
      projects.map((projectId) =>
        recordAll(
          agent,
          projectId,
          times(16).map((index) => ({ schema_key: `slides.s${index}`, value: { index } })),
        ),
      ),
    );
    const replies = await Promise.all(
      times(16).map((index) => {
        const ids = pending.map((versions) => versions[index]!.id);
        const order = index % 2 === 0 ? ids : ids.reverse();
        return reviewer.post(
          '/items/artifact_approvals',
          order.map((artifact_version_id) => ({ artifact_version_id, action: 'approve' })),
        );
      }),
    );
    expect(tally(replies)).toEqual({ '200': 16 });
    for (const projectId of projects) {
      const { versions } = await readLedger(instance, projectId);
      expect(versions.filter(({ status }) => status === 'approved')).toHaveLength(16);
      expect(await violationsIn(instance, projectId)).toEqual([]);
    }
  });
});
