import { delimiter, dirname } from 'node:path';
import { N8N_NODE } from './paths.js';

/**
 * Environment of one headless n8n with a folder of its own. Nothing of our own process' environment comes in by
 * itself, and nothing that calls home is left on.
 *
 * @param {{ folder: string, port: number, brokerPort: number, add?: Record<string, string> }} options  folder: where
 *   it keeps `.n8n` with its database; brokerPort: where it talks to the process that runs Code nodes
 * @returns {Record<string, string>}
 */
export function n8nEnvironment({ folder, port, brokerPort, add = {} }) {
  return {
    // It starts the process for Code nodes with whatever `node` is first.
    PATH: `${dirname(N8N_NODE)}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: folder,
    N8N_USER_FOLDER: folder,
    // Fixed, so that a copy of the folder can read the credentials in it.
    N8N_ENCRYPTION_KEY: 'a-key-for-tests-that-is-long-enough',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_HOST: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_DYNAMIC_BANNERS_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_DISABLE_UI: 'true',
    N8N_DISABLED_MODULES: 'mcp,mcp-registry',
    GENERIC_TIMEZONE: 'UTC',
    ...add,
  };
}
