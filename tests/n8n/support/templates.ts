import { readdir, readFile } from 'node:fs/promises';
import { inRepository } from '../../../scripts/lib/paths.js';

/** A workflow as n8n exports it, as far as tests look at it. */
export interface Workflow {
  name: string;
  nodes: WorkflowNode[];
  connections: Record<string, { main: (Target[] | null)[] }>;
  settings?: Record<string, unknown>;
}

interface WorkflowNode {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  position: [number, number];
  parameters: Record<string, unknown>;
  credentials?: Record<string, { id: null; name: string }>;
  retryOnFail?: boolean;
  maxTries?: number;
  waitBetweenTries?: number;
}

interface Target {
  node: string;
  type: 'main';
  index: number;
}

interface Assignment {
  name: string;
  value: unknown;
}

const FOLDER = inRepository('n8n/workflows');

/** The names of the templates, e.g. `wait-for-decision`. */
export async function templateNames(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
}

/** A template exactly as it is shipped, e.g. `wait-for-decision`, or `with-node/wait-for-decision`. */
export async function readTemplate(name: string): Promise<Workflow> {
  return JSON.parse(await readFile(`${FOLDER}/${name}.json`, 'utf8')) as Workflow;
}

/**
 * A template with a webhook in front, which tests call instead of pressing the button: what they send is put into
 * the Config node, as a user types it there. Nothing else is changed.
 */
export function withTestTrigger(name: string, template: Workflow): Workflow {
  const config = configOf(template);
  const { assignments } = config.parameters['assignments'] as { assignments: Assignment[] };
  const settable = assignments.map((assignment) => ({
    ...assignment,
    value: `={{ $json.body[${JSON.stringify(assignment.name)}] ?? ${JSON.stringify(assignment.value)} }}`,
  }));
  const nodes = template.nodes.map((node) =>
    node === config
      ? { ...node, parameters: { ...node.parameters, assignments: { assignments: settable } } }
      : node,
  );
  const trigger: WorkflowNode & { webhookId: string } = {
    id: 'test-trigger',
    webhookId: name,
    name: 'Test',
    type: 'n8n-nodes-base.webhook',
    typeVersion: 2.1,
    position: [0, -400],
    parameters: { httpMethod: 'POST', path: name, responseMode: 'onReceived', options: {} },
  };
  return {
    ...template,
    name,
    nodes: [trigger, ...nodes],
    connections: {
      ...template.connections,
      Test: { main: [[{ node: config.name, type: 'main', index: 0 }]] },
    },
  };
}

/** The node at the top that holds what a user fills in. */
function configOf(template: Workflow): WorkflowNode {
  const config = template.nodes.find((node) => node.name === 'Config');
  if (config?.type !== 'n8n-nodes-base.set') throw new Error(`${template.name} has no Set node "Config".`);
  return config;
}
