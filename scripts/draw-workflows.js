import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { drawWorkflow } from './lib/n8n/draw-workflow.js';
import { inRepository } from './lib/paths.js';

// Draws every template of n8n/workflows/ into docs/n8n/: node scripts/draw-workflows.js

const folder = inRepository('docs/n8n');
await mkdir(folder, { recursive: true });
// Not those in with-node/: they do the same with fewer nodes.
for (const file of (await readdir(inRepository('n8n/workflows'))).filter((name) => name.endsWith('.json'))) {
  const workflow = JSON.parse(await readFile(inRepository(`n8n/workflows/${file}`), 'utf8'));
  await writeFile(`${folder}/${file.replace('.json', '.svg')}`, drawWorkflow(workflow));
}
