import { startInstance } from '../../helpers/instance.js';
import type { OwnInstance } from '../../helpers/instance.js';
import { startN8n } from './n8n-instance.js';
import type { N8n } from './n8n-instance.js';

/** A Directus and an n8n that know of each other. */
export interface Pair {
  directus: OwnInstance;
  n8n: N8n;
  stop: () => Promise<void>;
}

/**
 * Starts both. Callbacks that fail are tried again after half a second, not after five.
 * @param add more settings for Directus
 */
export async function startPair(add: Record<string, string> = {}): Promise<Pair> {
  const n8n = await startN8n();
  const env = { ARTIFACTS_CALLBACK_ALLOW: n8n.url, ARTIFACTS_CALLBACK_RETRY_MS: '500', ...add };
  const directus = await startInstance({ vendor: 'sqlite', env });
  const stop = async () => {
    await n8n.stop();
    await directus.stop();
  };
  return { directus, n8n, stop };
}
