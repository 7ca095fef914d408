import type { ApprovalEntry, Json, Key, Version } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Api, Reply } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { createProject, expectData, recordVersion } from '../../helpers/sample.js';
import type { VersionInput } from '../../helpers/sample.js';

/** What `POST /artifacts/promotions` answers, and decisions under `promotion`. */
interface Promotion {
  project_id: Key;
  previous_context_version: number;
  context_version: number;
  promoted: { schema_key: string; version_id: string; replaces: string | null }[];
  documents: { id: Key; version_id: string; schema_key: string }[];
  dry_run?: true;
}

/** What `POST /artifacts/decisions` answers for each decision. */
export interface Decided {
  version: Version;
  approval: ApprovalEntry;
  superseded: Version | null;
  promotion: Promotion | null;
}

type Headers = Record<string, string>;

export interface TestProject {
  instance: Instance;
  project_id: Key;
  admin: Api;
  agent: Api;
  reviewer: Api;
  /** Records a version as the agent. */
  record: (schema_key: string, value?: Json, more?: Partial<VersionInput>) => Promise<Version>;
  /** Posts decisions as the reviewer and returns whatever is answered. */
  ask: (decisions: object, headers?: Headers) => Promise<Reply>;
  /** Posts decisions as the reviewer; throws unless they are accepted. */
  decide: <T = Decided[]>(decisions: object, headers?: Headers) => Promise<T>;
  /** Approves in one request. */
  approve: (...versions: Version[]) => Promise<void>;
  /** Asks for a promotion as the administrator and returns whatever is answered. */
  tryToPromote: (body: object, headers?: Headers) => Promise<Reply>;
  /** Promotes as the administrator; throws unless it is accepted. */
  promote: (body: object, headers?: Headers) => Promise<Promotion>;
  /** Everything of the project that a command could change. */
  state: () => Promise<unknown>;
}

/** A project of its own for one test, with short ways to fill it. Versions without a task go live when approved. */
export async function newProject(instance: Instance): Promise<TestProject> {
  const [admin, agent, reviewer] = [instance.admin, instance.agent, instance.reviewer].map(({ token }) =>
    as(instance.url, token),
  ) as [Api, Api, Api];
  const project_id = await createProject(instance);
  const { knex } = instance;
  const project: TestProject = {
    instance,
    project_id,
    admin,
    agent,
    reviewer,
    record: (schema_key, value = 1, more = {}) =>
      recordVersion(agent, { project_id, schema_key, value, ...more }),
    ask: (decisions, headers) => reviewer.post('/artifacts/decisions', decisions, headers),
    decide: async <T>(decisions: object, headers?: Headers) =>
      expectData((await project.ask(decisions, headers)) as Reply<{ data?: T }>),
    approve: async (...versions) => {
      await project.decide(versions.map((version) => approving(version)));
    },
    tryToPromote: (body, headers) => admin.post('/artifacts/promotions', body, headers),
    promote: async (body, headers) =>
      expectData((await project.tryToPromote(body, headers)) as Reply<{ data?: Promotion }>),
    state: () =>
      Promise.all([
        knex('projects').where({ id: project_id }),
        knex('artifact_versions').where({ project_id }).orderBy('id'),
        knex('artifact_approvals').where({ project_id }).orderBy('sequence'),
        knex('documents').where({ project_id }).orderBy('id'),
      ]),
  };
  return project;
}

/** The decision to approve a version. */
export function approving(version: Version, more: object = {}): { version_id: string; action: 'approve' } {
  return { version_id: version.id, action: 'approve', ...more };
}
