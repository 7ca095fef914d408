import type { Json, Version } from '../../../src/domain/words.js';
import type { Api } from '../../helpers/api.js';
import { outcomeOf } from './outcome.js';
import type { Outcome } from './outcome.js';
import type { Staged } from './stages.js';

type Fields = Record<string, Json>;

/** A way to write fields of one version. */
export interface UpdateRoute {
  name: string;
  update: (api: Api, target: Staged, fields: Fields) => Promise<Outcome>;
}

/** Every way of Directus to update rows of a collection that a client has. */
export const updateRoutes: UpdateRoute[] = [
  {
    name: 'PATCH one',
    update: async (api, { version }, fields) =>
      outcomeOf(await api.patch(`/items/artifact_versions/${version.id}`, fields)),
  },
  {
    name: 'PATCH by keys',
    update: async (api, { version }, fields) =>
      outcomeOf(await api.patch('/items/artifact_versions', { keys: [version.id], data: fields })),
  },
  {
    name: 'PATCH by query',
    update: async (api, { version }, fields) => {
      const query = { filter: { id: { _eq: version.id } } };
      return outcomeOf(await api.patch('/items/artifact_versions', { query, data: fields }));
    },
  },
  {
    name: 'PATCH an array',
    update: async (api, { version }, fields) =>
      outcomeOf(await api.patch('/items/artifact_versions', [{ id: version.id, ...fields }])),
  },
  {
    name: 'GraphQL one',
    update: async (api, { version }, fields) =>
      graphql(
        api,
        `
          mutation ($id: ID!, $data: update_artifact_versions_input!) {
            update_artifact_versions_item(id: $id, data: $data) {
              id
              status
            }
          }
        `,
        { id: version.id, data: fields },
      ),
  },
  {
    name: 'GraphQL several',
    update: async (api, { version }, fields) =>
      graphql(
        api,
        `
          mutation ($ids: [ID]!, $data: update_artifact_versions_input!) {
            update_artifact_versions_items(ids: $ids, data: $data) {
              id
              status
            }
          }
        `,
        { ids: [version.id], data: fields },
      ),
  },
  {
    name: 'GraphQL batch',
    update: async (api, { version }, fields) =>
      graphql(
        api,
        `
          mutation ($data: [update_artifact_versions_input!]) {
            update_artifact_versions_batch(data: $data) {
              id
              status
            }
          }
        `,
        { data: [{ id: version.id, ...fields }] },
      ),
  },
  {
    name: 'nested in its task',
    update: async (api, { taskId, version }, fields) => {
      const link = { artifact_version_id: { id: version.id, ...fields } };
      return outcomeOf(await api.patch(`/items/tasks/${taskId}`, { artifacts: { create: [link] } }));
    },
  },
  {
    name: 'an import',
    update: async (api, { version }, fields) => {
      const form = new FormData();
      const rows = JSON.stringify([{ id: version.id, ...fields }]);
      form.append('file', new Blob([rows], { type: 'application/json' }), 'versions.json');
      return outcomeOf(await api.send('POST', '/utils/import/artifact_versions', { body: form }));
    },
  },
];

/** A way to decide by naming the decision. */
export interface DecisionRoute {
  name: string;
  decide: (
    api: Api,
    target: Staged,
    decision: { action: string; reason?: string } & Fields,
  ) => Promise<Outcome>;
}

/** `POST /artifacts/decisions` and every way to create an approval entry, which is a decision too. */
export const decisionRoutes: DecisionRoute[] = [
  {
    name: 'POST /artifacts/decisions',
    decide: async (api, { version }, decision) =>
      outcomeOf(await api.post('/artifacts/decisions', { version_id: version.id, ...decision })),
  },
  {
    name: 'POST /artifacts/decisions with an array',
    decide: async (api, { version }, decision) =>
      outcomeOf(await api.post('/artifacts/decisions', [{ version_id: version.id, ...decision }])),
  },
  {
    name: 'POST an approval entry',
    decide: async (api, { version }, decision) =>
      outcomeOf(
        await api.post('/items/artifact_approvals', { artifact_version_id: version.id, ...decision }),
      ),
  },
  {
    name: 'POST an array of approval entries',
    decide: async (api, { version }, decision) =>
      outcomeOf(
        await api.post('/items/artifact_approvals', [{ artifact_version_id: version.id, ...decision }]),
      ),
  },
  {
    name: 'GraphQL approval entry',
    decide: async (api, { version }, decision) =>
      graphql(
        api,
        `
          mutation ($data: create_artifact_approvals_input!) {
            create_artifact_approvals_item(data: $data) {
              id
              action
            }
          }
        `,
        { data: { ...placeholders(version), ...decision } },
      ),
  },
  {
    name: 'an entry nested in its version',
    decide: async (api, { version }, decision) =>
      outcomeOf(
        await api.patch(`/items/artifact_versions/${version.id}`, { approvals: { create: [decision] } }),
      ),
  },
];

/** GraphQL demands every column that cannot be null, also those that the server sets and ignores from clients. */
function placeholders({ id, project_id, schema_key, version_number }: Version): Fields {
  return {
    artifact_version_id: { id, project_id, schema_key, version_number },
    project_id,
    actor_type: 'rule',
    sequence: 4711,
    entry_hash: 'nothing',
    date_created: '2001-01-01T00:00:00',
  };
}

/** Sends a GraphQL request for items. */
export async function graphql(
  api: Api,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Outcome> {
  return outcomeOf(await api.graphql(query, variables));
}
