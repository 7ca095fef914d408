import { sharedInstance, startInstance } from '../../helpers/instance.js';
import type { Instance, OwnInstance } from '../../helpers/instance.js';
import { callbackSettings } from './credentials.js';
import { sharedN8n, startN8n } from './n8n-instance.js';
import type { N8n, OwnN8n } from './n8n-instance.js';

/** A Directus and an n8n that know of each other. */
export interface Pair {
  directus: Instance;
  n8n: N8n;
}

/** A pair that the test started for itself, and ends. */
export interface OwnPair extends Pair {
  directus: OwnInstance;
  n8n: OwnN8n;
  stop: () => Promise<void>;
}

/** The pair that all test files share. They keep out of each other's way by each making projects of their own. */
export function sharedPair(): Pair {
  return { directus: sharedInstance('sqlite'), n8n: sharedN8n() };
}

/** Starts both, for a test that kills one of them. */
export async function startPair(): Promise<OwnPair> {
  const n8n = await startN8n();
  const directus = await startInstance({ vendor: 'sqlite', env: callbackSettings(n8n.url) });
  const stop = async () => {
    await n8n.stop();
    await directus.stop();
  };
  return { directus, n8n, stop };
}
