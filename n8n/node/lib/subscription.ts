import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { callServer } from './call-server';
import { onlySet } from './plans/request-plan';
import { isRecord } from './read-refusal';

/** What the workflow keeps of its subscription: the server never shows the secret again. */
export interface Kept {
  id: string;
  secret: string;
  /** What was asked for, to notice when the author of the workflow asks for something else. */
  wanted: string;
}

/** What the trigger keeps with the workflow, or null before it has subscribed. */
export function keptSubscription(data: IDataObject): Kept | null {
  const { subscriptionId: id, subscriptionSecret: secret, subscriptionWanted: wanted } = data;
  if (typeof id !== 'string' || typeof secret !== 'string' || typeof wanted !== 'string') return null;
  return { id, secret, wanted };
}

/** What the trigger wants to hear of, as `POST /artifacts/subscriptions` takes it. */
export function wantedSubscription(context: IHookFunctions): Record<string, unknown> {
  const actions: unknown = context.getNodeParameter('actions', []);
  return onlySet({
    url: context.getNodeWebhookUrl('default'),
    project_id: context.getNodeParameter('projectId', '', { extractValue: true }),
    schema_key: context.getNodeParameter('schemaKey', '', { extractValue: true }),
    actions: Array.isArray(actions) && actions.length > 0 ? actions : undefined,
  });
}

/** Whether the server still has the subscription that the workflow keeps, and it says what is wanted now. */
export async function isSubscribed(context: IHookFunctions): Promise<boolean> {
  const kept = keptSubscription(context.getWorkflowStaticData('node'));
  if (kept?.wanted !== JSON.stringify(wantedSubscription(context))) return false;
  const plan = { method: 'GET' as const, path: pathOf(kept.id) };
  // 403 is what is not there, or belongs to the user of another credential.
  const { status } = await callServer(context, plan, { tries: 3, accept: [403] });
  return status === 200;
}

/** Subscribes, in place of what the workflow subscribed to before. */
export async function subscribe(context: IHookFunctions): Promise<void> {
  await unsubscribe(context);
  const body = wantedSubscription(context);
  const plan = { method: 'POST' as const, path: '/artifacts/subscriptions', body };
  const answer = await callServer(context, plan);
  const data: unknown = isRecord(answer.body) ? answer.body['data'] : undefined;
  const { id, secret } = isRecord(data) ? data : {};
  if (typeof id !== 'string' || typeof secret !== 'string') {
    throw new NodeOperationError(
      context.getNode(),
      'The server did not say the ID and secret of the subscription.',
    );
  }
  Object.assign(context.getWorkflowStaticData('node'), {
    subscriptionId: id,
    subscriptionSecret: secret,
    subscriptionWanted: JSON.stringify(body),
  });
}

/** Ends the subscription that the workflow keeps, if it has one. */
export async function unsubscribe(context: IHookFunctions): Promise<void> {
  const data = context.getWorkflowStaticData('node');
  const kept = keptSubscription(data);
  if (kept === null) return;
  await callServer(context, { method: 'DELETE', path: pathOf(kept.id) }, { tries: 3, accept: [403] });
  delete data['subscriptionId'];
  delete data['subscriptionSecret'];
  delete data['subscriptionWanted'];
}

function pathOf(id: string): string {
  return `/artifacts/subscriptions/${encodeURIComponent(id)}`;
}
