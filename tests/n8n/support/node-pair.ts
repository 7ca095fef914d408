import { addNodeCredentials } from './credentials.js';
import type { NodeCredentials } from './credentials.js';
import { n8nBed } from './n8n-bed.js';
import { signIn } from './n8n-rest.js';
import type { N8nRest } from './n8n-rest.js';
import { testWebhook, workflowOf } from './node-workflow.js';
import type { Step } from './node-workflow.js';
import { sharedPair, startPair } from './pair.js';
import type { OwnPair, Pair } from './pair.js';

/** A Directus and an n8n with our node in it, and credentials of our type. */
export interface NodePair extends Pair, Publishing {}

interface Publishing {
  rest: N8nRest;
  /** Names and ids of the credentials, for the nodes of a workflow. */
  credentials: NodeCredentials;
  /** Imports a workflow of these steps and publishes it. Then `n8n.run(name, …)` starts it. */
  publish: (name: string, steps: Step[]) => Promise<string>;
}

/** The pair that all test files share. */
export async function sharedNodePair(): Promise<NodePair> {
  const pair = sharedPair();
  const rest = await signIn(pair.n8n.url);
  return { ...pair, ...publishing(rest, n8nBed().shared.credentials) };
}

/** Starts both, for tests that kill one of them, and makes a credential for each of the people. */
export async function startNodePair(): Promise<NodePair & OwnPair> {
  const pair = await startPair();
  const rest = await signIn(pair.n8n.url);
  const credentials = await addNodeCredentials(rest, pair.directus.url, pair.directus);
  return { ...pair, ...publishing(rest, credentials) };
}

function publishing(rest: N8nRest, credentials: NodeCredentials): Publishing {
  const publish = (name: string, steps: Step[]) =>
    rest.publish(workflowOf(name, [testWebhook(name), ...steps], credentials));
  return { rest, credentials, publish };
}
