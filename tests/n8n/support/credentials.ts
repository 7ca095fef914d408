import type { People } from '../../helpers/test-bed.js';
import type { N8nRest } from './n8n-rest.js';

export type Who = 'agent' | 'reviewer' | 'admin';

/** Ids and names of the credentials of our node, for the nodes of a workflow. */
export type NodeCredentials = Record<Who, { id: string; name: string }>;

export const CREDENTIAL = 'directusArtifactsApi';

/** What the server signs callbacks with in these tests. */
export const CALLBACK_SECRET = 'known-to-both-sides-and-long-enough-4-tests';

/** Settings of a Directus that may call that n8n. Calls that fail are tried again after half a second, not after five. */
export function callbackSettings(n8nUrl: string): Record<string, string> {
  return {
    ARTIFACTS_CALLBACK_ALLOW: n8nUrl,
    ARTIFACTS_CALLBACK_RETRY_MS: '500',
    ARTIFACTS_CALLBACK_SECRET: CALLBACK_SECRET,
  };
}

/** Makes a credential of our node for each of the people of that Directus. */
export async function addNodeCredentials(
  rest: N8nRest,
  directusUrl: string,
  people: People,
): Promise<NodeCredentials> {
  const add = async (who: Who) => {
    // The agent's has the name that the templates use.
    const name = who === 'agent' ? 'Directus Artifacts' : `Directus as ${who}`;
    // With a slash at the end, as people paste it.
    const data = { url: `${directusUrl}/`, token: people[who].token, callbackSecret: CALLBACK_SECRET };
    return { name, id: await rest.addCredential({ name, type: CREDENTIAL, data }) };
  };
  return { agent: await add('agent'), reviewer: await add('reviewer'), admin: await add('admin') };
}
