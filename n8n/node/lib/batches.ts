import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { parametersOf } from './item-parameters';
import { decisionBody, decisionPlan } from './plans/decisions';
import type { RequestPlan } from './plans/request-plan';
import { recordPlan } from './plans/versions';
import { dataItems, sendPlan } from './run';
import type { Run } from './run';
import { versionBody } from './version-body';

/** The operations that send all items in one request, all or nothing: what they make of an item, and the request. */
const BATCHES = new Map<
  string,
  { entry: (run: Run) => Promise<unknown>; plan: (body: unknown) => RequestPlan }
>([
  ['version:recordMany', { entry: versionBody, plan: recordPlan }],
  [
    'decision:decideMany',
    { entry: async ({ read }) => await Promise.resolve(decisionBody(read)), plan: decisionPlan },
  ],
]);

/** Whether the operation is one request for all items. */
export function isBatch(operation: string): boolean {
  return BATCHES.has(operation);
}

/** Sends all items in one request. What comes out is in their order, so each is paired with its own. */
export async function runBatch(context: IExecuteFunctions, operation: string): Promise<INodeExecutionData[]> {
  const batch = BATCHES.get(operation);
  const runs = context
    .getInputData()
    .map((_, itemIndex) => ({ context, itemIndex, read: parametersOf(context, itemIndex) }));
  const [first] = runs;
  if (batch === undefined || first === undefined) return [];
  const body: unknown[] = [];
  for (const run of runs) body.push(await batch.entry(run));
  const answer = await sendPlan(first, batch.plan(body));
  return dataItems(answer).map((json, item) => ({ json, pairedItem: { item } }));
}
