import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../../scripts/lib/directus.js';
import { n8nEnvironment } from '../../../scripts/lib/n8n/environment.js';
import { startN8nServer, stopN8nServer } from '../../../scripts/lib/n8n/server.js';
import { connectTo } from '../../helpers/database.js';
import { prepareBed } from '../../helpers/global-setup.js';
import { installAgentStandIn } from './agent-stand-in.js';
import { addNodeCredentials, callbackSettings } from './credentials.js';
import { signUp } from './n8n-rest.js';
import type { N8nRest } from './n8n-rest.js';
import { installNode } from './node-package.js';
import { readTemplate, templateNames, withTestTrigger } from './templates.js';

const DATABASE = '.n8n/database.sqlite';
/** On a busy machine: it takes a second when nothing else runs. */
const PUBLISHED_MS = 60_000;

/**
 * Prepares a Directus and an n8n that know of each other, with credentials and all templates, published. All test files
 * share them. What kills one of them starts both for itself, n8n on a copy of the folder made on the way.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'artifacts-n8n-'));
  const shared = join(folder, 'shared');
  await mkdir(shared);
  await installNode(shared);
  await installAgentStandIn(shared);
  const [port, brokerPort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const takeDownBed = await prepareBed(project, callbackSettings(url));
  const server = await startN8nServer(n8nEnvironment({ folder: shared, port, brokerPort })).catch(
    async (error: unknown) => {
      await takeDownBed();
      throw error;
    },
  );
  const tearDown = async () => {
    await stopN8nServer(server);
    await takeDownBed();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const directus = project.getProvidedContext().testBed.vendors.sqlite;
    if (directus === undefined || directus.shared === null)
      throw new Error('The tests with n8n run on SQLite: see ARTIFACTS_TEST_VENDORS.');
    const { people } = directus;
    const rest = await signUp(url);
    const llmToken = randomUUID();
    const bearer = (token: string) => ({ name: 'Authorization', value: `Bearer ${token}` });
    await rest.addHeaderCredential('Directus', bearer(people.agent.token));
    await rest.addHeaderCredential('LLM API', bearer(llmToken));
    for (const name of await templateNames()) await publishTemplate(rest, name, name);
    const template = join(folder, 'template');
    await copyRunning(shared, template);
    const credentials = await addNodeCredentials(rest, directus.shared.url, people);
    for (const name of await templateNames()) {
      await publishTemplate(rest, `node-${name}`, `with-node/${name}`);
    }
    project.provide('n8nBed', { folder, shared: { url, folder: shared, credentials }, template, llmToken });
  } catch (error) {
    await tearDown();
    throw new Error(`n8n could not be filled:\n${server.output()}`, { cause: error });
  }
  return tearDown;
}

async function publishTemplate(rest: N8nRest, name: string, file: string): Promise<void> {
  await rest.publish(withTestTrigger(name, await readTemplate(file)));
}

/**
 * Copies the folder of an n8n that runs: its database through SQLite, which copies what is committed, and whole. n8n
 * publishes some moments after it has answered; a copy made in the middle of that would think that another n8n does it.
 */
async function copyRunning(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: (path) => !path.includes('database.sqlite') });
  const knex = connectTo({ vendor: 'sqlite', filename: join(from, DATABASE) });
  try {
    const deadline = Date.now() + PUBLISHED_MS;
    const unpublished = () =>
      knex('workflow_publication_outbox').whereIn('status', ['pending', 'in_progress']).pluck('workflowId');
    while ((await unpublished()).length > 0) {
      if (Date.now() > deadline) throw new Error('n8n does not publish the templates.');
      await sleep(100);
    }
    await knex.raw('VACUUM INTO ?', [join(to, DATABASE)]);
  } finally {
    await knex.destroy();
  }
}
