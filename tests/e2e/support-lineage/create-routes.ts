import { createItem } from '@directus/sdk';
import { connect } from '../../../scripts/lib/client.js';
import type { ChangeOrigin, Json, Key } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Api } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { createTask } from '../../helpers/sample.js';
import { outcomeOf } from '../support-guards/outcome.js';
import type { Outcome } from '../support-guards/outcome.js';
import { graphql } from '../support-guards/routes.js';

/** What a client may say that a version was made from. */
export type SentInput = { schema_key: string; version_id?: string; context_version?: number };

/** What a client may say about a new version. */
interface NewVersion {
  id?: string;
  project_id: Key;
  schema_key: string;
  value: Json;
  parent_id?: string;
  parent_hash?: string;
  change_origin?: ChangeOrigin;
  inputs?: SentInput[];
}

/** A way to record a version. The outcome's data is whatever that way answers. */
export interface CreateRoute {
  name: string;
  /** False where the server gives the id, and refuses one from the client. */
  takesId: boolean;
  /** What it takes a version that has a parent for, by who sends it. */
  origin: ChangeOrigin;
  create: (instance: Instance, fields: NewVersion) => Promise<Outcome>;
}

const agentOf = (instance: Instance): Api => as(instance.url, instance.agent.token);

/** Directus' GraphQL demands every column that cannot be null, the server's own number too, and wants relations as objects. */
function forGraphql({ parent_id, ...fields }: NewVersion): Record<string, Json> {
  const { project_id, schema_key } = fields;
  const required = { ...fields, version_number: 1 };
  if (parent_id === undefined) return required;
  return { ...required, parent_id: { id: parent_id, project_id, schema_key, version_number: 1 } };
}

/** Every way that a client has to record a version, as the agent wherever it may. */
export const createRoutes: CreateRoute[] = [
  {
    name: 'POST /artifacts/versions',
    takesId: false,
    origin: 'sync',
    create: async (instance, fields) =>
      outcomeOf(await agentOf(instance).post('/artifacts/versions', fields)),
  },
  {
    name: 'POST /artifacts/versions with an array',
    takesId: false,
    origin: 'sync',
    create: async (instance, fields) =>
      outcomeOf(await agentOf(instance).post('/artifacts/versions', [fields])),
  },
  {
    name: 'POST /items',
    takesId: true,
    origin: 'sync',
    create: async (instance, fields) =>
      outcomeOf(await agentOf(instance).post('/items/artifact_versions', fields)),
  },
  {
    name: 'POST /items with an array',
    takesId: true,
    origin: 'sync',
    create: async (instance, fields) =>
      outcomeOf(await agentOf(instance).post('/items/artifact_versions', [fields])),
  },
  {
    name: 'GraphQL one',
    takesId: true,
    origin: 'sync',
    create: (instance, fields) =>
      graphql(
        agentOf(instance),
        `
          mutation ($data: create_artifact_versions_input!) {
            create_artifact_versions_item(data: $data) {
              id
            }
          }
        `,
        { data: forGraphql(fields) },
      ),
  },
  {
    name: 'GraphQL several',
    takesId: true,
    origin: 'sync',
    create: (instance, fields) =>
      graphql(
        agentOf(instance),
        `
          mutation ($data: [create_artifact_versions_input!]) {
            create_artifact_versions_items(data: $data) {
              id
            }
          }
        `,
        { data: [forGraphql(fields)] },
      ),
  },
  {
    name: 'createItem of @directus/sdk',
    takesId: true,
    origin: 'sync',
    create: async (instance, fields) => {
      const directus = connect(instance.url, instance.agent.token);
      try {
        const data = await directus.request(createItem('artifact_versions', fields));
        return { status: 200, code: null, message: '', extensions: {}, data };
      } catch (error) {
        // The SDK throws what the server answered.
        const { response, errors } = error as { response: Response; errors: [] };
        return outcomeOf({ status: response.status, headers: response.headers, body: { errors } });
      }
    },
  },
  {
    name: 'nested in a task',
    takesId: true,
    origin: 'sync',
    create: async (instance, fields) => {
      const task = await createTask(instance, fields.project_id);
      const artifacts = { create: [{ artifact_version_id: fields }] };
      return outcomeOf(await agentOf(instance).patch(`/items/tasks/${String(task)}`, { artifacts }));
    },
  },
  {
    name: 'an import',
    takesId: true,
    origin: 'local_modification',
    create: async (instance, fields) => {
      const form = new FormData();
      const rows = JSON.stringify([fields]);
      form.append('file', new Blob([rows], { type: 'application/json' }), 'versions.json');
      // Directus wants the right to update from whoever imports, which the agent has not.
      return outcomeOf(
        await as(instance.url, instance.admin.token).send('POST', '/utils/import/artifact_versions', {
          body: form,
        }),
      );
    },
  },
];
