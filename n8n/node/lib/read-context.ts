import type { IDataObject } from 'n8n-workflow';
import { contextPlans } from './plans/projects';
import { isRecord } from './read-refusal';
import { sendPlan } from './run';
import type { Run } from './run';

/**
 * Reads the context of a project with its version, which the server names in the ETag. When the version that the
 * workflow knows still holds, nothing is sent: `changed` is false and there is no context.
 */
export async function readContext(run: Run): Promise<IDataObject[]> {
  const plan = contextPlans['get']?.(run.read);
  if (plan === undefined) return [];
  const { status, headers, body } = await sendPlan(run, plan);
  const [, version] = /"(\d+)"/.exec(String(headers['etag'])) ?? [];
  const context_version = version === undefined ? null : Number(version);
  if (status === 304) return [{ changed: false, context_version }];
  const context = isRecord(body) && isRecord(body['data']) ? (body['data'] as IDataObject) : {};
  return [{ changed: true, context_version, context }];
}
