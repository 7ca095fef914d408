import { createHmac } from 'node:crypto';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Key } from '../../src/domain/words.js';
import { decide } from '../e2e/support-callbacks/outbox.js';
import { pendingVersion } from '../helpers/sample.js';
import { sharedNodePair } from './support/node-pair.js';
import type { NodePair } from './support/node-pair.js';
import { chosen, OURS, workflowOf } from './support/node-workflow.js';

let pair: NodePair;
beforeAll(async () => {
  pair = await sharedNodePair();
});

const subscriptionsOf = (project_id: Key) =>
  pair.directus
    .knex<{ id: string; url: string; project_id: Key; schema_key: string | null }>('artifact_subscriptions')
    .where({ project_id });

test('a trigger subscribes when its workflow is published, starts it with each decision, and ends that again', async () => {
  const { directus, n8n, rest, credentials } = pair;
  const { projectId, version } = await pendingVersion(directus);
  const other = await pendingVersion(directus);
  const trigger = {
    name: 'Decided',
    type: `${OURS}Trigger`,
    as: 'agent' as const,
    parameters: {
      actions: ['reject', 'revoke'],
      projectId: chosen(String(projectId)),
      schemaKey: chosen('', 'key'),
      readVersion: true,
    },
    more: { webhookId: 'decided' },
  };
  const workflowId = await rest.publish(workflowOf('trigger', [trigger], credentials));
  // n8n registers it some moments after it has answered.
  const subscription = await vi.waitUntil(() => subscriptionsOf(projectId).first(), {
    timeout: 30_000,
    interval: 100,
  });
  expect(subscription).toMatchObject({ project_id: projectId, schema_key: null });
  expect(subscription.url).toMatch(new RegExp(`^${n8n.url}/webhook/`));

  // The first may not start it: it is about another project.
  await decide(directus, other.version.id, 'reject', { reason: 'Elsewhere' });
  await decide(directus, version.id, 'reject', { reason: 'Too dark' });
  const { items } = await n8n.reached(await n8n.startedBy('trigger'), 'success');
  expect(items('Decided')).toMatchObject([
    {
      version_id: version.id,
      action: 'reject',
      status: 'rejected',
      delivery_id: expect.any(String) as string,
      version: { id: version.id, rejection_reason: 'Too dark', value: { format: 'PNG' } },
    },
  ]);

  const body = JSON.stringify({ version_id: version.id, action: 'reject' });
  const t = Math.floor(Date.now() / 1000);
  const forged = createHmac('sha256', 'not the secret of the subscription')
    .update(`${t}.${body}`)
    .digest('hex');
  for (const headers of [{}, { 'X-Artifacts-Signature': `t=${t},v1=${forged}` }]) {
    const all = { 'content-type': 'application/json', ...headers };
    const response = await fetch(subscription.url, { method: 'POST', headers: all, body });
    expect(response.status).toBe(401);
  }

  await rest.unpublish(workflowId);
  await vi.waitUntil(async () => (await subscriptionsOf(projectId)).length === 0, {
    timeout: 30_000,
    interval: 100,
  });
});
