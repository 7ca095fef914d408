import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository } from '../../../scripts/lib/paths.js';

const NODE = inRepository('n8n/node');

/**
 * Puts our node into a folder of n8n, as an installed package: what would be published of it, and no more. A link would
 * bring its own n8n-workflow along, whose errors are not the errors that n8n knows.
 */
export async function installNode(folder: string): Promise<void> {
  if (!existsSync(join(NODE, 'dist'))) throw new Error('n8n/node is not built: npm run test:n8n does so.');
  const place = join(folder, '.n8n/nodes/node_modules/n8n-nodes-directus-artifacts');
  await mkdir(place, { recursive: true });
  await cp(join(NODE, 'package.json'), join(place, 'package.json'));
  await cp(join(NODE, 'dist'), join(place, 'dist'), { recursive: true });
}
