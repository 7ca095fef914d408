import { addedFields, jsonField, listField, onlySet, refuse, segment } from './request-plan';
import type { Read, RequestPlan } from './request-plan';
import { isRecord } from '../read-refusal';

const ofProject = (read: Read): string => `/artifacts/projects/${segment(read('projectId'), 'Project')}`;

/** Only what is set, as a query string takes it. */
function query(fields: Record<string, unknown>): Record<string, string | number | boolean> {
  const set: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(onlySet(fields))) {
    set[name] = typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
  }
  return set;
}

/** Plans of what is asked about the context of a project. */
export const contextPlans: Record<string, (read: Read) => RequestPlan> = {
  get: (read) => {
    const { at, paths, known_version } = addedFields(read);
    return {
      method: 'GET',
      path: `${ofProject(read)}/context`,
      query: query({ at, paths: listField(paths)?.join(',') }),
      headers: typeof known_version === 'number' ? { 'If-None-Match': `"${known_version}"` } : {},
    };
  },
  diff: (read) => ({
    method: 'GET',
    path: `${ofProject(read)}/context/diff`,
    query: query({ from: read('from'), to: addedFields(read)['to'] }),
  }),
  verify: (read) => ({
    method: 'POST',
    path: `${ofProject(read)}/context/verify`,
    body: read('repair') === true ? { repair: true } : {},
  }),
  getCompleteness: (read) => ({ method: 'GET', path: `${ofProject(read)}/completeness` }),
  getStale: (read) => ({
    method: 'GET',
    path: `${ofProject(read)}/stale`,
    query: { limit: 500 },
  }),
  getDrift: (read) => ({
    method: 'POST',
    path: `${ofProject(read)}/drift`,
    body: { upstream: upstream(read) },
  }),
};

function upstream(read: Read): Record<string, unknown> {
  const hashes = jsonField(read('upstream'), 'Upstream Hashes');
  return isRecord(hashes)
    ? hashes
    : refuse('Upstream Hashes must be an object: {"brand.logo": "content hash or null"}.');
}

/** Plans of what is asked about the log of a project. */
export const logPlans: Record<string, (read: Read) => RequestPlan> = {
  getMany: (read) => {
    const { schema_key, actions } = addedFields(read, 'filters');
    return {
      method: 'GET',
      path: `${ofProject(read)}/history`,
      query: query({ schema_key, action: listField(actions)?.join(',') }),
    };
  },
  getFeedback: (read) => ({
    method: 'GET',
    path: `${ofProject(read)}/feedback`,
    query: query({ schema_key: addedFields(read, 'filters')['schema_key'], limit: read('limit') }),
  }),
  verify: (read) => ({ method: 'GET', path: `${ofProject(read)}/audit/verify` }),
};

/** Plans of what is asked about the installation. */
export const instancePlans: Record<string, (read: Read) => RequestPlan> = {
  getHealth: (read) => ({
    method: 'GET',
    path: '/artifacts/health',
    query: read('deep') === true ? query({ deep: true, project_id: read('projectId') }) : {},
  }),
  getApiDescription: () => ({ method: 'GET', path: '/artifacts/openapi.json' }),
  getPeople: (read) => ({
    method: 'GET',
    path: '/artifacts/people',
    query: { ids: (listField(read('userIds')) ?? refuse('User IDs is empty.')).join(',') },
  }),
  testCallback: (read) => ({
    method: 'POST',
    path: '/artifacts/callbacks/test',
    body: { url: read('url') },
  }),
};
