import { randomUUID } from 'node:crypto';
import type { Json } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Reply } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';

/** One operation of a Flow; `reject` runs when it fails. The next in the list runs when it succeeds. */
export interface Step {
  key: string;
  type: string;
  options: Record<string, Json>;
  reject?: Step;
}

/** What a Flow says after it has been triggered over HTTP, all of its data. */
export type FlowData = Record<string, Json>;

const made = new Map<Instance, string[]>();

/** Makes an active Flow of these steps, in one request, and returns its id. */
export async function makeFlow(
  instance: Instance,
  flow: { trigger: string; options: Record<string, Json>; accountability?: string | null },
  steps: Step[],
): Promise<string> {
  const admin = as(instance.url, instance.admin.token);
  const operations: Record<string, Json>[] = [];
  let next: string | null = null;
  // What is referred to has to be there first.
  for (const step of steps.toReversed()) {
    const reject = step.reject === undefined ? null : toOperation(step.reject, null, null);
    if (reject !== null) operations.push(reject);
    const operation = toOperation(step, next, reject?.id ?? null);
    operations.push(operation);
    next = operation.id;
  }
  const { id } = expectData(
    await admin.post<{ data?: { id: string } }>('/flows', {
      name: `Flow ${randomUUID().slice(0, 8)}`,
      status: 'active',
      accountability: null,
      ...flow,
      operation: next,
      operations,
    }),
  );
  made.set(instance, [...(made.get(instance) ?? []), id]);
  await flowsAreLoaded(instance);
  return id;
}

/** Flows are loaded again after each change, behind the answer; whoever triggers one over HTTP waits for that. */
async function flowsAreLoaded(instance: Instance): Promise<void> {
  await as(instance.url, instance.admin.token).post(`/flows/trigger/${randomUUID()}`);
}

/** Removes what {@link makeFlow} has made: the free tier has room for five. */
export async function removeFlows(instance: Instance): Promise<void> {
  const ids = made.get(instance) ?? [];
  made.delete(instance);
  if (ids.length > 0) await as(instance.url, instance.admin.token).delete('/flows', ids);
}

/** A Flow that anybody can trigger over HTTP, and that answers with all of its data. */
export function webhook(
  instance: Instance,
  steps: Step[],
  options: Record<string, Json> = {},
): Promise<string> {
  return makeFlow(
    instance,
    { trigger: 'webhook', options: { method: 'POST', return: '$all', ...options } },
    steps,
  );
}

/** Triggers a Flow as the holder of a token, or as nobody. */
export function trigger(
  instance: Instance,
  flow: string,
  token: string | null,
  body: Record<string, Json> = {},
): Promise<Reply<FlowData>> {
  return as(instance.url, token).post<FlowData>(`/flows/trigger/${flow}`, body);
}

/** Runs one operation in a Flow of its own, as the holder of a token, and returns what it left as its data. */
export async function runOperation(
  instance: Instance,
  run: { type: string; options: Record<string, Json>; token: string | null; body?: Record<string, Json> },
): Promise<Json> {
  const flow = await webhook(instance, [{ key: 'tried', type: run.type, options: run.options }]);
  try {
    const reply = await trigger(instance, flow, run.token, run.body);
    if (reply.status !== 200) throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`);
    return reply.body['tried'] ?? null;
  } finally {
    await as(instance.url, instance.admin.token).delete(`/flows/${flow}`);
  }
}

function toOperation(
  step: Step,
  resolve: string | null,
  reject: string | null,
): Record<string, Json> & { id: string } {
  const { key, type, options } = step;
  return {
    id: randomUUID(),
    key,
    name: key,
    type,
    options,
    resolve,
    reject,
    position_x: 20,
    position_y: 1,
  };
}
