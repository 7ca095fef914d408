import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  directusEnvironment,
  freePort,
  prepareFolder,
  runDirectus,
  startServer,
} from '../../scripts/lib/directus.js';
import type { DirectusProcess } from '../../scripts/lib/directus.js';
import { inRepository } from '../../scripts/lib/paths.js';
import { databaseEnvironment } from './database.js';
import type { Database } from './database.js';

/** Where one Directus of the tests runs. */
export interface Place {
  folder: string;
  url: string;
  env: Record<string, string>;
}

/** A new place in the test bed's folder, for a Directus without Studio on that database. Settings in `add` win. */
export async function makePlace(
  bedFolder: string,
  database: Database,
  add: Record<string, string> = {},
): Promise<Place> {
  const folder = join(bedFolder, `directus-${randomUUID().slice(0, 8)}`);
  await mkdir(folder);
  await prepareFolder(folder);
  const port = await freePort();
  const env = directusEnvironment({
    folder,
    port,
    add: {
      SECRET: 'a-secret-for-tests-that-is-long-enough',
      EXTENSIONS_PATH: join(bedFolder, 'extensions'),
      LOG_LEVEL: 'warn',
      SERVER_SHUTDOWN_TIMEOUT: '300',
      // Bundling the Studio's extensions is a quarter of what a start costs.
      SERVE_APP: 'false',
      ...databaseEnvironment(database),
      ...add,
    },
  });
  return { folder, url: `http://127.0.0.1:${port}`, env };
}

/** Runs a Directus command on a database, e.g. `['database', 'migrate:latest']`, and returns its output. */
export async function runDirectusOn(
  bedFolder: string,
  database: Database,
  args: string[],
  add: Record<string, string> = {},
): Promise<string> {
  const { folder, env } = await makePlace(bedFolder, database, add);
  return runDirectus(args, { folder, env });
}

/** Starts the server of a place and, if it has a Studio, checks that this gets our part, which Directus does not. */
export async function startPlace(place: Place, onOutput: (text: string) => void): Promise<DirectusProcess> {
  const coverage = process.env['ARTIFACTS_COVERAGE'];
  const collect = pathToFileURL(inRepository('tests/helpers/collect-coverage.js')).href;
  const server = await startServer({
    folder: place.folder,
    env: coverage === undefined ? place.env : { ...place.env, ARTIFACTS_COVERAGE: coverage },
    nodeArgs: coverage === undefined ? ['--enable-source-maps'] : ['--import', collect],
    onOutput,
  });
  // A worker that is stopped in the middle of a test must not leave its servers behind.
  const kill = () => server.child.kill('SIGKILL');
  process.once('exit', kill);
  void server.exited.then(() => process.off('exit', kill));
  if (place.env['SERVE_APP'] === 'false') return server;
  const app = await fetch(`${place.url}/extensions/sources/index.js`);
  if (app.status !== 200) {
    kill();
    throw new Error(`The Studio gets ${app.status} instead of the extension's app bundle.`);
  }
  return server;
}
