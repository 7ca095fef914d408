import { join } from 'node:path';
import { inRepository } from '../paths.js';

/** Where the pinned n8n and its Node are installed; not part of the repository. */
export const N8N_FOLDER = inRepository('.cache/n8n');

/** Node 24: n8n 2 does not start on Node 20, and is built and tested for 24. */
export const N8N_NODE = join(N8N_FOLDER, 'node_modules/node/bin/node');

export const N8N_CLI = join(N8N_FOLDER, 'node_modules/n8n/bin/n8n');
