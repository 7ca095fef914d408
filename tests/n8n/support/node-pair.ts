import { signIn } from './n8n-rest.js';
import type { N8nRest } from './n8n-rest.js';
import { startPair } from './pair.js';
import type { Pair } from './pair.js';
import { testWebhook } from './node-workflow.js';
import type { Step } from './node-workflow.js';
import { workflowOf } from './node-workflow.js';

/** A Directus and an n8n with our node in it, and credentials of our type. */
export interface NodePair extends Pair {
  rest: N8nRest;
  /** Names and ids of the credentials, for the nodes of a workflow. */
  credentials: Record<Who, { id: string; name: string }>;
  /** Imports a workflow of these steps and publishes it. Then `n8n.run(name, …)` starts it. */
  publish: (name: string, steps: Step[]) => Promise<string>;
}

export type Who = 'agent' | 'reviewer' | 'admin';

/** What the server signs callbacks with in these tests. */
export const CALLBACK_SECRET = 'known-to-both-sides-and-long-enough-4-tests';

export const CREDENTIAL = 'directusArtifactsApi';

/** Starts both, and makes a credential for each of the people. */
export async function startNodePair(): Promise<NodePair> {
  const pair = await startPair({ ARTIFACTS_CALLBACK_SECRET: CALLBACK_SECRET });
  const rest = await signIn(pair.n8n.url);
  const add = async (who: Who) => {
    const name = who === 'agent' ? 'Directus Artifacts' : `Directus as ${who}`;
    // With a slash at the end, as people paste it.
    const data = {
      url: `${pair.directus.url}/`,
      token: pair.directus[who].token,
      callbackSecret: CALLBACK_SECRET,
    };
    return { name, id: await rest.addCredential({ name, type: CREDENTIAL, data }) };
  };
  const credentials = {
    // The name that the templates use.
    agent: await add('agent'),
    reviewer: await add('reviewer'),
    admin: await add('admin'),
  };
  const publish = (name: string, steps: Step[]) =>
    rest.publish(workflowOf(name, [testWebhook(name), ...steps], credentials));
  return { ...pair, rest, credentials, publish };
}
