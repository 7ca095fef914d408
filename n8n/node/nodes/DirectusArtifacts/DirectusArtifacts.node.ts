import { NodeConnectionTypes } from 'n8n-workflow';
import type {
  IExecuteFunctions,
  INodeExecutionData,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { executeNode } from '../../lib/execute-node';
import { takeDecision } from '../../lib/decision-callback';
import { contextProperties } from '../../lib/descriptions/context';
import { decisionProperties, waitProperties } from '../../lib/descriptions/decision';
import { requestOptions } from '../../lib/descriptions/fields';
import { logProperties } from '../../lib/descriptions/log';
import { fileProperties, instanceProperties } from '../../lib/descriptions/other';
import { promotionProperties } from '../../lib/descriptions/promotion';
import { subscriptionProperties } from '../../lib/descriptions/subscription';
import { versionProperties } from '../../lib/descriptions/version';
import { resumeWebhooks } from '../../lib/descriptions/webhooks';
import { searchProjects, searchSchemaKeys, searchTasks } from '../../lib/list-search';

/** Everything that the registry offers a workflow, and waiting for the decision of a human. */
export class DirectusArtifacts implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Directus Artifacts',
    name: 'directusArtifacts',
    icon: { light: 'file:../../icons/artifacts.svg', dark: 'file:../../icons/artifacts.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["resource"] + ": " + $parameter["operation"] }}',
    description: 'Record what a workflow produced, wait for the decision of a human, and promote it',
    defaults: { name: 'Directus Artifacts' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'directusArtifactsApi', required: true }],
    webhooks: resumeWebhooks,
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [
          { name: 'Context', value: 'context' },
          { name: 'Decision', value: 'decision' },
          { name: 'File', value: 'file' },
          { name: 'Instance', value: 'instance' },
          { name: 'Log', value: 'log' },
          { name: 'Promotion', value: 'promotion' },
          { name: 'Subscription', value: 'subscription' },
          { name: 'Version', value: 'version' },
        ],
        default: 'version',
      },
      ...versionProperties,
      ...decisionProperties,
      ...waitProperties,
      ...promotionProperties,
      ...contextProperties,
      ...logProperties,
      ...fileProperties,
      ...subscriptionProperties,
      ...instanceProperties,
      requestOptions,
    ],
  };

  methods = { listSearch: { searchProjects, searchSchemaKeys, searchTasks } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return [await executeNode(this)];
  }

  /** The decision that the execution waits for. */
  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await takeDecision(this);
  }
}
