import type { Api, Reply } from '../../helpers/api.js';

/** What a question names. Those that are there, and others of the same kind that are not. */
export interface Named {
  project: string;
  version: string;
  other: string;
  task: string;
  file: string;
  hash: string;
  user: string;
}

const post = (path: string, body: (ids: Named) => unknown) => (api: Api, ids: Named) =>
  api.post(path, body(ids));
const get = (path: (ids: Named) => string) => (api: Api, ids: Named) => api.get(path(ids));

/** Questions about versions, from somebody who may read none. */
export const ABOUT_VERSIONS: Record<string, (api: Api, ids: Named) => Promise<Reply>> = {
  lineage: get(({ version }) => `/artifacts/versions/${version}/lineage`),
  inputs: get(({ version }) => `/artifacts/versions/${version}/inputs`),
  staleness: get(({ version, other }) => `/artifacts/stale?versions=${version},${other}`),
  validation: get(({ version }) => `/artifacts/versions/${version}/validation`),
  diff: get(({ version }) => `/artifacts/versions/${version}/diff`),
  'diff against another': get(({ version, other }) => `/artifacts/versions/${version}/diff?against=${other}`),
  'diff against what is live': get(({ version }) => `/artifacts/versions/${version}/diff?against=live`),
  'common ancestor': get(({ version, other }) => `/artifacts/common-ancestor?a=${version}&b=${other}`),
  restore: (api, { version }) => api.post(`/artifacts/versions/${version}/restore`, {}),
  merge: post('/artifacts/merges', ({ version, other }) => ({ ours_id: version, theirs_id: other })),
  'rehearse a merge': post('/artifacts/merges', ({ version, other }) => ({
    ...{ ours_id: version, theirs_id: other, dry_run: true },
  })),
  'approve it': post('/artifacts/decisions', ({ version }) => ({ version_id: version, action: 'approve' })),
  'approve it by its hash': post('/artifacts/decisions', ({ version, hash }) => ({
    ...{ version_id: version, action: 'approve', content_hash: hash },
  })),
  'approve it by a version of the context': post('/artifacts/decisions', ({ version }) => ({
    ...{ version_id: version, action: 'approve', if_match: 1 },
  })),
  'promote it': post('/artifacts/promotions', ({ version }) => ({ version_ids: [version] })),
  'approve it by status': (api, { version }) =>
    api.patch(`/items/artifact_versions/${version}`, { status: 'approved' }),
  'approve it by an entry': post('/items/artifact_approvals', ({ version }) => ({
    ...{ artifact_version_id: version, action: 'approve' },
  })),
  'link a file to it': post('/items/artifact_files', ({ version, file }) => ({
    ...{ artifact_version_id: version, directus_files_id: file },
  })),
  'link a task to it': post('/items/task_artifacts', ({ version, task }) => ({
    ...{ artifact_version_id: version, task_id: task },
  })),
  'read it': get(({ version }) => `/items/artifact_versions/${version}`),
  'read its task with it': get(
    ({ version }) => `/items/tasks?filter[artifacts][artifact_version_id][_eq]=${version}`,
  ),
  'name who made it': get(({ user }) => `/artifacts/people?ids=${user}`),
};

/** Questions about a project, from somebody who may read none. */
export const ABOUT_PROJECTS: Record<string, (api: Api, ids: Named) => Promise<Reply>> = {
  context: get(({ project }) => `/artifacts/projects/${project}/context`),
  'old context': get(({ project }) => `/artifacts/projects/${project}/context?at=1`),
  'a context that cannot be': get(({ project }) => `/artifacts/projects/${project}/context?at=99`),
  'a branch of the context': get(({ project }) => `/artifacts/projects/${project}/context?paths=brand`),
  'difference of contexts': get(({ project }) => `/artifacts/projects/${project}/context/diff?from=0`),
  'check of the context': (api, { project }) => api.post(`/artifacts/projects/${project}/context/verify`, {}),
  repair: (api, { project }) => api.post(`/artifacts/projects/${project}/context/verify`, { repair: true }),
  drift: (api, { project, hash }) =>
    api.post(`/artifacts/projects/${project}/drift`, { upstream: { 'brand.logo': hash } }),
  completeness: get(({ project }) => `/artifacts/projects/${project}/completeness`),
  'what is stale': get(({ project }) => `/artifacts/projects/${project}/stale`),
  history: get(({ project }) => `/artifacts/projects/${project}/history`),
  audit: get(({ project }) => `/artifacts/projects/${project}/audit/verify`),
  feedback: get(({ project }) => `/artifacts/projects/${project}/feedback?schema_key=brand.logo`),
  graph: get(({ project }) => `/artifacts/lineage?project_id=${project}&schema_key=brand.logo`),
  promotion: post('/artifacts/promotions', ({ project }) => ({ project_id: project })),
  'promotion of a task': post('/artifacts/promotions', ({ task }) => ({ task_id: task })),
  'promotion that expects something': post('/artifacts/promotions', ({ project, version }) => ({
    ...{ project_id: project, expect: { 'brand.logo': version } },
  })),
  'promotion at a version of the context': post('/artifacts/promotions', ({ project }) => ({
    ...{ project_id: project, if_match: 1 },
  })),
  'subscription to it': post('/artifacts/subscriptions', ({ project }) => ({
    ...{ url: 'http://127.0.0.1:9/', project_id: project },
  })),
  'recording into it': post('/artifacts/versions', ({ project }) => ({
    project_id: project,
    schema_key: 'a',
    value: 1,
  })),
  'health of it': get(({ project }) => `/artifacts/health?deep=true&project_id=${project}`),
};
