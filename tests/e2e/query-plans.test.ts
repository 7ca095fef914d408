import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { fillWithVersions, FIRST_KEY } from '../helpers/many-versions.js';
import { explain, printedReads } from './support-performance/explain.js';
import { QUERIES } from './support-seed/queries.js';

/** Large enough that PostgreSQL would not read them as a whole if it need not. */
const LARGE = ['artifact_versions', 'artifact_approvals', 'projects'];

// Plans are PostgreSQL's; SQLite has the same indexes.
describe.runIf(vendors.includes('postgres'))('on 20,000 versions', () => {
  let instance: OwnInstance;
  let admin: Api;
  let project_id: string;
  let task_id: string;

  beforeAll(async () => {
    // Directus prints every query then.
    instance = await startInstance({
      vendor: 'postgres',
      env: { LOG_LEVEL: 'trace', ARTIFACTS_NOTIFICATIONS: 'off' },
    });
    admin = as(instance.url, instance.admin.token);
    ({ project_id, task_id } = await fillWithVersions(instance.knex, { versions: 20_000, projects: 1000 }));
  });

  afterAll(() => instance.stop());

  /** What the server reads from the large tables to answer one request, and the indexes that it uses for that. */
  async function plansOf(path: string): Promise<{ scanned: string[]; indexes: string[] }> {
    const before = instance.logs().length;
    const reply = await admin.get(path);
    expect(reply.status).toBe(200);
    // The line about the request is printed after all of its queries.
    await expect.poll(() => instance.logs().slice(before)).toMatch(/GET \/\S+ 200/);
    const reads = printedReads(instance.logs().slice(before)).filter(({ sql }) =>
      LARGE.some((table) => sql.includes(`from "${table}"`)),
    );
    expect(reads.length).toBeGreaterThan(0);
    const plans = await Promise.all(reads.map((read) => explain(instance.knex, read)));
    return { scanned: plans.flatMap((plan) => plan.scanned), indexes: plans.flatMap((plan) => plan.indexes) };
  }

  const waiting = 'filter[_and][0][status][_eq]=pending';
  const ofLine = () => `project_id=${project_id}&schema_key=${FIRST_KEY}`;

  test.each([
    {
      what: 'the approved version of a line',
      path: () =>
        `/items/artifact_versions?filter[project_id][_eq]=${project_id}&filter[schema_key][_eq]=${FIRST_KEY}&filter[status][_eq]=approved&limit=1`,
      index: 'idx_one_approved_per_path',
    },
    {
      what: 'a page of the queue',
      path: () =>
        `/items/artifact_versions?${waiting}&sort=date_created,id&limit=50&fields=id,schema_key,summary`,
      index: 'idx_artifact_versions_waiting',
    },
    {
      what: 'the newest page of the queue',
      path: () => `/items/artifact_versions?${waiting}&sort=-date_created,-id&limit=50&fields=id,schema_key`,
      index: 'idx_artifact_versions_waiting',
    },
    {
      what: 'a page of the history',
      path: () => `/artifacts/projects/${project_id}/history?limit=10`,
      index: 'idx_artifact_approvals_sequence',
    },
    {
      what: 'the graph of a line',
      path: () => `/artifacts/lineage?${ofLine()}`,
      index: 'idx_artifact_',
    },
    {
      what: 'the context of a project',
      path: () => `/artifacts/projects/${project_id}/context`,
      index: 'projects_pkey',
    },
  ])('$what is found by an index', async ({ path, index }) => {
    const { scanned, indexes } = await plansOf(path());
    expect(scanned.filter((table) => LARGE.includes(table))).toEqual([]);
    expect(indexes).toContainEqual(expect.stringContaining(index));
  });

  test.each([
    {
      what: 'projects with an approved logo',
      query: () => ({ sql: QUERIES.approvedLogos.postgres.replaceAll('\\?', '?'), bindings: [] }),
      index: 'idx_projects_',
    },
    {
      what: 'rejected logos',
      query: () => ({ sql: QUERIES.rejectedLogos, bindings: [] }),
      index: 'idx_artifact_versions_rejected',
    },
    {
      what: 'the history of a project',
      query: () => ({ sql: QUERIES.projectHistory.replace('?', '$1'), bindings: [project_id] }),
      index: 'idx_artifact_',
    },
    {
      what: 'the approved versions of a task',
      query: () => ({ sql: QUERIES.approvedOfTask.replace('?', '$1'), bindings: [task_id] }),
      index: 'idx_artifact_versions_task_status',
    },
  ])('of the seed’s queries, $what are found by an index', async ({ query, index }) => {
    const { scanned, indexes } = await explain(instance.knex, query());
    expect(scanned.filter((table) => table === 'artifact_versions' || table === 'projects')).toEqual([]);
    expect(indexes).toContainEqual(expect.stringContaining(index));
  });
});
