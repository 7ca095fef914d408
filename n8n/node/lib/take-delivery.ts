import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { callServer } from './call-server';
import { answer, faultOfRequest } from './decision-callback';
import { segment } from './plans/request-plan';
import { isRecord } from './read-refusal';
import { keptSubscription } from './subscription';

/**
 * Takes what the server sends to the trigger, and starts the workflow with it. What is not signed with the secret of
 * the subscription is answered with 401.
 */
export async function takeDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const kept = keptSubscription(context.getWorkflowStaticData('node'));
  if (kept === null) return answer(context, 401, 'There is no subscription.');
  const fault = faultOfRequest(context, kept.secret);
  if (fault !== null) return answer(context, 401, `The signature is ${fault}.`);
  const delivery = context.getBodyData();
  const id: unknown = context.getHeaderData()['idempotency-key'];
  const json: IDataObject = { ...delivery, delivery_id: typeof id === 'string' ? id : null };
  if (context.getNodeParameter('readVersion', false) === true) {
    json['version'] = await readVersion(context, delivery['version_id']);
  }
  return { workflowData: [[{ json }]] };
}

/** The version that was decided on, read with the rights of the credential. Fails when Directus does not answer: then the server sends it again. */
async function readVersion(context: IWebhookFunctions, versionId: unknown): Promise<IDataObject | null> {
  const path = `/items/artifact_versions/${segment(versionId, 'version_id')}`;
  const answered = await callServer(context, { method: 'GET', path }, { tries: 2, accept: [403] });
  const data: unknown = isRecord(answered.body) ? answered.body['data'] : undefined;
  return isRecord(data) ? (data as IDataObject) : null;
}
