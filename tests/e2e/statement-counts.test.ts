import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { expectData, uploadFile } from '../helpers/sample.js';
import type { VersionInput } from '../helpers/sample.js';
import { times } from './support-concurrency/race.js';
import { approving, newProject } from './support-http/new-project.js';
import { countStatements, type Counts } from './support-performance/count-statements.js';

/** What Directus itself sends for each row that is created through it, in one request or in many. */
const PER_VERSION: Counts = {
  'insert artifact_versions': 1,
  'insert directus_activity': 1,
  'insert directus_revisions': 1,
};
const PER_VERSION_WITH_FILE: Counts = {
  'insert artifact_versions': 1,
  'select artifact_files': 1,
  'insert artifact_files': 1,
  'insert directus_activity': 2,
  'insert directus_revisions': 2,
  'update directus_revisions': 1,
};

/**
 * The statements of each request about one version on PostgreSQL, in which each step must not become more expensive
 * unnoticed.
 */
const PINNED: Record<string, Counts> = {
  record: {
    'insert artifact_versions': 1,
    'insert directus_activity': 1,
    'insert directus_revisions': 1,
    'select artifact_policies': 1,
    'select artifact_versions': 2,
    'select projects': 2,
  },
  'record with a file': {
    'insert artifact_files': 1,
    'insert artifact_versions': 1,
    'insert directus_activity': 2,
    'insert directus_revisions': 2,
    'select artifact_file_digests': 2,
    'select artifact_files': 2,
    'select artifact_policies': 1,
    'select artifact_versions': 7,
    'select directus_files': 5,
    'select projects': 3,
    'update directus_revisions': 1,
  },
  approve: {
    'insert artifact_approvals': 1,
    'select artifact_approvals': 1,
    'select artifact_callbacks': 1,
    'select artifact_file_digests': 1,
    'select artifact_files': 2,
    'select artifact_policies': 1,
    // Whether something is frozen: one look, however many go live.
    'select artifact_freezes': 1,
    'select artifact_subscriptions': 1,
    'select artifact_versions': 9,
    'select directus_files': 2,
    'select projects': 1,
    'update artifact_versions': 3,
    'update projects': 2,
  },
  'record on what is approved': {
    'insert artifact_versions': 1,
    'insert directus_activity': 1,
    'insert directus_revisions': 1,
    'select artifact_policies': 1,
    'select artifact_versions': 7,
    'select projects': 2,
  },
  'approve in place of another': {
    'insert artifact_approvals': 1,
    'select artifact_approvals': 1,
    'select artifact_callbacks': 1,
    'select artifact_files': 2,
    'select artifact_policies': 1,
    'select artifact_freezes': 1,
    'select artifact_subscriptions': 1,
    'select artifact_versions': 9,
    'select projects': 1,
    'update artifact_versions': 5,
    'update projects': 2,
  },
  'sync what is there': {
    'insert artifact_versions': 1,
    'insert directus_activity': 1,
    'insert directus_revisions': 1,
    'select artifact_policies': 1,
    'select artifact_versions': 7,
    'select projects': 2,
  },
  reject: {
    'insert artifact_approvals': 1,
    'select artifact_approvals': 1,
    'select artifact_callbacks': 1,
    'select artifact_files': 1,
    'select artifact_subscriptions': 1,
    'select artifact_versions': 6,
    'select projects': 1,
  },
  'read the context': {
    'select projects': 1,
  },
};

describe.each(vendors)('statements on %s', (vendor) => {
  let instance: OwnInstance;

  beforeAll(async () => {
    // Directus prints every query then. Whoever is told of the versions is told some seconds later, among other requests.
    const env = { LOG_LEVEL: 'trace', ARTIFACTS_NOTIFICATIONS: 'off' };
    instance = await startInstance({ vendor, env });
  });

  afterAll(() => instance.stop());

  /** The statements of each step of the life of `count` versions, each step one request. */
  async function countSteps(count: number): Promise<Record<string, Counts>> {
    const project = await newProject(instance);
    const { project_id, agent } = project;
    const file = await uploadFile(instance);
    // Its bytes are read once, whoever uses it.
    await project.record('other', 1, { files: [file] });
    let versions: Version[] = [];
    let value = 0;
    const record = async (more: Partial<VersionInput>): Promise<void> => {
      const bodies = times(count).map((index) => ({
        project_id,
        schema_key: `k${index}`,
        value: value++,
        ...more,
      }));
      versions = expectData(await agent.post<{ data?: Version[] }>('/artifacts/versions', bodies));
    };
    const approve = () => project.decide(versions.map((version) => approving(version)));
    const steps = {
      record: () => record({}),
      'record with a file': () => record({ files: [file] }),
      approve,
      'record on what is approved': () => record({ change_origin: 'sync' }),
      'approve in place of another': approve,
      'sync what is there': () => record({ change_origin: 'sync', value: 'the same' }),
      reject: () =>
        project.decide(
          versions.map((version) => ({ version_id: version.id, action: 'request_changes', reason: 'No' })),
        ),
      'read the context': () => agent.get(`/artifacts/projects/${String(project_id)}/context`),
    };
    const counts: Record<string, Counts> = {};
    for (const [step, work] of Object.entries(steps)) counts[step] = await countStatements(instance, work);
    return counts;
  }

  test('a request about 100 versions sends as many as one about a single version, beside Directus’ own inserts', async () => {
    const one = await countSteps(1);
    const many = await countSteps(100);
    for (const [step, counts] of Object.entries(one)) {
      const expected = { ...counts };
      for (const [statement, each] of Object.entries(perRow(step))) {
        expected[statement] = (counts[statement] ?? 0) + 99 * each;
      }
      expect(many[step], step).toEqual(expected);
    }
    // SQLite waits for its one writer where PostgreSQL locks rows.
    if (vendor === 'postgres') expect(one).toEqual(PINNED);
  });
});

function perRow(step: string): Counts {
  if (step === 'record with a file') return PER_VERSION_WITH_FILE;
  return step.startsWith('record') || step.startsWith('sync') ? PER_VERSION : {};
}
