import type { NodeCredentials, Who } from './credentials.js';

/** One node of a workflow in which each node follows on the one before. */
export interface Step {
  name: string;
  /** Ours when left out. */
  type?: string;
  typeVersion?: number;
  parameters: Record<string, unknown>;
  as?: Who;
  /** Fields of the node beside its parameters, e.g. `onError`. */
  more?: Record<string, unknown>;
}

export const OURS = 'n8n-nodes-directus-artifacts.directusArtifacts';

/** The webhook that starts a workflow in a test: `n8n.run(name, …)` calls it. */
export function testWebhook(name: string): Step {
  return {
    name: 'Test',
    type: 'n8n-nodes-base.webhook',
    typeVersion: 2.1,
    parameters: { httpMethod: 'POST', path: name, responseMode: 'onReceived', options: {} },
    more: { webhookId: name },
  };
}

/** What the test sent. */
export function sent(field: string): string {
  return `={{ $('Test').first().json.body.${field} }}`;
}

/** What a node put out first. */
export function from(node: string, field = 'id'): string {
  return `={{ $('${node}').first().json.${field} }}`;
}

/** A choice in one of the fields that list what the live instance has. */
export function chosen(value: string, mode = 'id'): object {
  return { __rl: true, mode, value };
}

interface Workflow {
  name: string;
  nodes: object[];
  connections: object;
  settings: object;
}

/** A workflow as the editor would make it. */
export function workflowOf(name: string, steps: Step[], credentials: NodeCredentials): Workflow {
  const nodes = steps.map(({ name: node, type, typeVersion, parameters, as, more }, index) => ({
    id: `${name}-${index}`,
    name: node,
    type: type ?? OURS,
    typeVersion: typeVersion ?? 1,
    position: [index * 200, 0],
    parameters,
    ...(as === undefined ? {} : { credentials: { directusArtifactsApi: credentials[as] } }),
    ...more,
  }));
  const links = steps
    .slice(1)
    .map((step, index) => [
      steps[index]?.name ?? '',
      { main: [[{ node: step.name, type: 'main', index: 0 }]] },
    ]);
  return { name, nodes, connections: Object.fromEntries(links) as object, settings: {} };
}

/** One operation of our node, for the first item of what comes before. */
export function operation(
  name: string,
  as: Who,
  path: string,
  parameters: Record<string, unknown> = {},
): Step {
  const [resource, verb] = path.split(' ');
  const all = { resource, operation: verb, ...parameters };
  return { name, as, parameters: all, more: { executeOnce: true } };
}

/** Makes a file of what the test sent as `text`. */
export function fileOf(name: string, fileName: string): Step[] {
  const assignments = [{ id: 'a', name: 'text', value: sent('text'), type: 'string' }];
  return [
    {
      name: `Text of ${name}`,
      type: 'n8n-nodes-base.set',
      typeVersion: 3.5,
      parameters: { assignments: { assignments }, options: {} },
      more: { executeOnce: true },
    },
    {
      name,
      type: 'n8n-nodes-base.convertToFile',
      typeVersion: 1.1,
      parameters: { operation: 'toText', sourceProperty: 'text', options: { fileName } },
    },
  ];
}
