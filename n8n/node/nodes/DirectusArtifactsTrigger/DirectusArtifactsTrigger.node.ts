import { NodeConnectionTypes } from 'n8n-workflow';
import type {
  IHookFunctions,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { decisionActions, projectField, schemaKeyField, staleAction } from '../../lib/descriptions/fields';
import { searchProjects, searchSchemaKeys } from '../../lib/list-search';
import { isSubscribed, subscribe, unsubscribe } from '../../lib/subscription';
import { takeDelivery } from '../../lib/take-delivery';

/** Starts a workflow when something was decided or promoted. Subscribes itself, and ends that again. */
export class DirectusArtifactsTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Directus Artifacts Trigger',
    name: 'directusArtifactsTrigger',
    icon: { light: 'file:../../icons/artifacts.svg', dark: 'file:../../icons/artifacts.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{ $parameter["actions"].join(", ") || "every decision" }}',
    description: 'Start the workflow when somebody has decided on a version, or promoted one',
    defaults: { name: 'Directus Artifacts Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'directusArtifactsApi', required: true }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'decision' }],
    properties: [
      {
        displayName: 'Actions',
        name: 'actions',
        type: 'multiOptions',
        options: [...decisionActions, staleAction],
        default: [],
        description: 'What starts the workflow. Left empty: all of them but Stale.',
      },
      { ...projectField, description: 'Only this project. Left empty: all of them.' },
      { ...schemaKeyField, description: 'Only this schema key. Left empty: all of them.' },
      {
        displayName: 'Read the Version',
        name: 'readVersion',
        type: 'boolean',
        default: false,
        description:
          'Whether to read the version that was decided on, with its content and reason. The call itself does not carry them.',
      },
    ],
  };

  methods = { listSearch: { searchProjects, searchSchemaKeys } };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await isSubscribed(this);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        await subscribe(this);
        return true;
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        await unsubscribe(this);
        return true;
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await takeDelivery(this);
  }
}
