import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../../scripts/lib/directus.js';
import { n8nEnvironment } from '../../../scripts/lib/n8n/environment.js';
import { startN8nServer, stopN8nServer } from '../../../scripts/lib/n8n/server.js';
import { signUp } from './n8n-rest.js';
import { installNode } from './node-package.js';
import { readTemplate, templateNames, withTestTrigger } from './templates.js';

/**
 * Fills one folder of n8n with credentials and with all templates, published. Each test file runs on a copy.
 * Comes after the global setup of the servers, whose people it gives to n8n.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { testBed } = project.getProvidedContext();
  const token = testBed.vendors.sqlite?.people.agent.token;
  if (token === undefined) throw new Error('The tests with n8n run on SQLite: see ARTIFACTS_TEST_VENDORS.');
  const folder = await mkdtemp(join(tmpdir(), 'artifacts-n8n-'));
  const template = join(folder, 'template');
  const llmToken = randomUUID();
  await mkdir(template);
  await installNode(template);
  const [port, brokerPort] = [await freePort(), await freePort()];
  const server = await startN8nServer(n8nEnvironment({ folder: template, port, brokerPort }));
  try {
    const n8n = await signUp(`http://127.0.0.1:${port}`);
    await n8n.addHeaderCredential('Directus', { name: 'Authorization', value: `Bearer ${token}` });
    await n8n.addHeaderCredential('LLM API', { name: 'Authorization', value: `Bearer ${llmToken}` });
    for (const name of await templateNames())
      await n8n.publish(withTestTrigger(name, await readTemplate(name)));
  } catch (error) {
    throw new Error(`n8n could not be filled:\n${server.output()}`, { cause: error });
  } finally {
    await stopN8nServer(server);
  }
  project.provide('n8nBed', { template, folder, llmToken });
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
