import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { callServer } from './call-server';
import type { Answer, CallOptions } from './call-server';
import { keyFor, triesOf } from './idempotency';
import type { Read, RequestPlan } from './plans/request-plan';
import { isRecord } from './read-refusal';

/** One operation of the node for one item. */
export interface Run {
  context: IExecuteFunctions;
  read: Read;
  itemIndex: number;
}

/** Sends what an operation planned, with an Idempotency-Key where that means something. */
export async function sendPlan(
  run: Run,
  plan: RequestPlan,
  options: Pick<CallOptions, 'accept' | 'tries'> = {},
): Promise<Answer> {
  const { context, read, itemIndex } = run;
  return await callServer(context, plan, {
    itemIndex,
    tries: triesOf(read),
    ...options,
    ...(plan.method === 'POST' ? { idempotencyKey: keyFor(context, read, itemIndex) } : {}),
  });
}

/** The data of an answer, one item for each entry of a list. */
export function dataItems({ body }: Answer): IDataObject[] {
  const data: unknown = isRecord(body) && 'data' in body ? body['data'] : body;
  const list: unknown[] = Array.isArray(data) ? data : [data];
  return list.map((entry) => (isRecord(entry) ? (entry as IDataObject) : { data: entry as IDataObject }));
}
