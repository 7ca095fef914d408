import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository, NODE } from '../../scripts/lib/paths.js';

const ENTRIES = [
  { type: 'hook', name: 'artifacts-hook', source: 'src/artifacts-hook/index.ts' },
  { type: 'endpoint', name: 'artifacts', source: 'src/artifacts-endpoint/index.ts' },
  { type: 'endpoint', name: 'bench', source: 'bench/in-process/index.ts' },
];

/**
 * Builds what runs on the server, and the endpoint of bench/in-process/ with it, into an extensions folder; once for all
 * files of a run.
 *
 * @returns that folder
 */
export async function buildInProcessBundle(folder: string): Promise<string> {
  const extensions = join(folder, 'bench-extensions');
  const target = join(extensions, 'directus-extension-artifacts');
  if (existsSync(join(target, 'package.json'))) return extensions;
  const path = { app: 'dist/app.js', api: 'dist/api.js' };
  await mkdir(join(target, 'dist'), { recursive: true });
  const outputs = { app: join(target, path.app), api: join(target, path.api) };
  execFileSync(
    NODE,
    [
      inRepository('node_modules/@directus/extensions-sdk/cli.js'),
      ...['build', '-t', 'bundle', '-i', JSON.stringify(ENTRIES), '-o', JSON.stringify(outputs)],
    ],
    { cwd: inRepository(), stdio: 'pipe' },
  );
  const about = {
    name: 'directus-extension-artifacts',
    version: '0.0.0',
    type: 'module',
    'directus:extension': { type: 'bundle', path, entries: ENTRIES, host: '^11.0.0 || ^12.0.0' },
  };
  await writeFile(join(target, 'package.json'), JSON.stringify(about));
  return extensions;
}
