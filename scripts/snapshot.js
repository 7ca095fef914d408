import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SHIPPED } from '../cli/lib/schema/file.js';
import { directusEnvironment, prepareFolder, runDirectus } from './lib/directus.js';
import { makeSnapshot } from './lib/make-snapshot.js';
import { inRepository } from './lib/paths.js';
import { report, step } from './lib/terminal.js';

const HELP = `npm run snapshot

Makes schema-snapshot.yaml anew: starts a PostgreSQL of its own, bootstraps a Directus with our migrations on it, and
writes down what Directus says about our collections. Run it after every change of migrations/, and commit the file.`;

if (process.argv.includes('--help')) console.log(HELP);
else {
  try {
    await main();
  } catch (error) {
    report(error);
    process.exitCode = 1;
  }
}

async function main() {
  const folder = await mkdtemp(join(tmpdir(), 'artifacts-snapshot-'));
  // By address, because it is TypeScript, which Node runs but whose name TypeScript does not allow here.
  const url = pathToFileURL(inRepository('tests/helpers/postgres.ts')).href;
  /** @type {typeof import('../tests/helpers/postgres.js')} */
  const { startPostgres } = await import(url);
  const postgres = await step('Starting PostgreSQL', startPostgres);
  try {
    const { address } = postgres;
    await prepareFolder(folder);
    const database = {
      DB_CLIENT: 'pg',
      DB_HOST: address.host,
      DB_PORT: String(address.port),
      DB_USER: address.user,
      DB_PASSWORD: address.password,
      DB_DATABASE: 'postgres',
    };
    const add = { SECRET: 'lives as long as this command', LOG_LEVEL: 'warn', ...database };
    const place = { folder, env: directusEnvironment({ folder, port: 0, add }) };
    const administrator = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'a-password-of-nobody' };
    await step('Creating the database', () =>
      runDirectus(['bootstrap'], { ...place, env: { ...place.env, ...administrator } }),
    );
    const text = await step('Reading the schema', () => makeSnapshot(place));
    await writeFile(SHIPPED, text);
    console.log(`Wrote ${SHIPPED}`);
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
