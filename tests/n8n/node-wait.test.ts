import { createHmac, randomUUID } from 'node:crypto';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Key, Version } from '../../src/domain/words.js';
import { decide, outboxOf } from '../e2e/support-callbacks/outbox.js';
import { createProject } from '../helpers/sample.js';
import { CALLBACK_SECRET } from './support/credentials.js';
import { sharedNodePair } from './support/node-pair.js';
import type { NodePair } from './support/node-pair.js';
import { chosen, from, operation, sent } from './support/node-workflow.js';

let pair: NodePair;
beforeAll(async () => {
  pair = await sharedNodePair();
  const line = { projectId: chosen(sent('project_id')), value: '{"a": 1}' };
  await pair.publish('record-and-wait', [
    operation('Wait', 'agent', 'version recordAndWait', { ...line, schemaKey: chosen('a.key', 'key') }),
  ]);
  const recorded = { ...line, additionalFields: { call_back: true } };
  await pair.publish('wait-for-two', [
    operation('One', 'agent', 'version record', { ...recorded, schemaKey: chosen('a.one', 'key') }),
    operation('Two', 'agent', 'version record', { ...recorded, schemaKey: chosen('a.two', 'key') }),
    operation('First', 'agent', 'decision wait', { versionId: from('One') }),
    operation('Second', 'agent', 'decision wait', { versionId: from('Two') }),
  ]);
});

/** The versions of a project once there are that many. */
async function versionsOf(project_id: Key, count: number): Promise<Version[]> {
  const read = () =>
    pair.directus.knex<Version>('artifact_versions').where({ project_id }).orderBy('schema_key');
  return vi.waitUntil(
    async () => {
      const rows = await read();
      return rows.length === count ? rows : false;
    },
    { timeout: 60_000, interval: 100 },
  );
}

test('who does not know the secret cannot make an execution go on, and it waits on', async () => {
  const { directus, n8n } = pair;
  const project_id = await createProject(directus);
  const id = await n8n.run('record-and-wait', { project_id });
  await n8n.reached(id, 'waiting');
  const [version] = await versionsOf(project_id, 1);
  const body = JSON.stringify({ version_id: version!.id, action: 'approve', status: 'approved' });
  const call = async (secret: string | null, text = body, t = Math.floor(Date.now() / 1000)) => {
    const v1 = secret === null ? '' : createHmac('sha256', secret).update(`${t}.${text}`).digest('hex');
    const response = await fetch(version!.callback_url!, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret === null ? {} : { 'X-Artifacts-Signature': `t=${t},v1=${v1}` }),
      },
      body: text,
    });
    return response.status;
  };
  expect(await call(null)).toBe(401);
  expect(await call('another secret of thirty-two characters')).toBe(401);
  expect(await call(CALLBACK_SECRET, body, Math.floor(Date.now() / 1000) - 400)).toBe(401);
  expect(await call(CALLBACK_SECRET, '{"test":true}')).toBe(400);
  expect(await call(CALLBACK_SECRET, body.replace(version!.id, randomUUID()))).toBe(503);
  await n8n.reached(id, 'waiting');
  await decide(directus, version!.id, 'approve');
  const { items } = await n8n.reached(id, 'success');
  expect(items('Wait')).toMatchObject([{ action: 'approve', context_version: 1 }]);
});

test('decisions that come in another order than they are waited for each reach their own node', async () => {
  const { directus, n8n } = pair;
  const project_id = await createProject(directus);
  const id = await n8n.run('wait-for-two', { project_id });
  const [one, two] = await versionsOf(project_id, 2);
  await decide(directus, two!.id, 'approve', { reason: 'the second' });
  await n8n.reached(id, 'waiting');
  // The call about the second version is refused until then.
  await vi.waitUntil(
    async () => (await outboxOf(directus, two!.id)).some(({ last_status }) => last_status === 503),
    { timeout: 30_000, interval: 100 },
  );
  await decide(directus, one!.id, 'request_changes', { reason: 'the first' });
  const { items } = await n8n.reached(id, 'success');
  expect(items('First')).toMatchObject([
    { action: 'request_changes', reason: 'the first', status: 'pending' },
  ]);
  expect(items('Second')).toMatchObject([{ action: 'approve', reason: 'the second' }]);
});
