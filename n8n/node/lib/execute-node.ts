import { NodeOperationError } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isBatch, runBatch } from './batches';
import { assertCanWait, resumeUrl, waitForDecision } from './decision-callback';
import { parametersOf } from './item-parameters';
import { asNodeError, errorItem } from './node-errors';
import { OPERATIONS } from './operations';
import { recordPlan } from './plans/versions';
import { dataItems, sendPlan } from './run';
import type { Run } from './run';
import { versionBody } from './version-body';

/**
 * Runs the node: for all items at once, or for one after the other. An item that fails takes the place of its result
 * when the node is set to continue.
 */
export async function executeNode(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const read = parametersOf(context, 0);
  const operation = `${String(read('resource'))}:${String(read('operation'))}`;
  if (operation === 'version:recordAndWait' || operation === 'decision:wait')
    return await wait(context, operation);
  if (isBatch(operation)) return await guarded(context, 0, async () => await runBatch(context, operation));
  const output: INodeExecutionData[] = [];
  for (const itemIndex of context.getInputData().keys()) {
    output.push(...(await guarded(context, itemIndex, async () => await runItem(context, itemIndex))));
  }
  return output;
}

async function runItem(context: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
  const read = parametersOf(context, itemIndex);
  const run = OPERATIONS[String(read('resource'))]?.[String(read('operation'))];
  if (run === undefined) {
    throw new NodeOperationError(context.getNode(), 'The operation is not known.', { itemIndex });
  }
  const results = await run({ context, read, itemIndex });
  return results.map((json) => ({ json, pairedItem: { item: itemIndex } }));
}

/** Records if it has to, and puts the execution to wait. What comes out is what the server calls back with. */
async function wait(context: IExecuteFunctions, operation: string): Promise<INodeExecutionData[]> {
  const items = context.getInputData();
  return await guarded(context, 0, async () => {
    assertCanWait(context, items.length);
    const run: Run = { context, itemIndex: 0, read: parametersOf(context, 0) };
    const versionId = operation === 'decision:wait' ? run.read('versionId') : await recordForDecision(run);
    await waitForDecision(context, run.read, versionId);
    return items;
  });
}

async function recordForDecision(run: Run): Promise<unknown> {
  const body = { ...(await versionBody(run)), callback_url: resumeUrl(run.context, run.itemIndex) };
  const [version] = dataItems(await sendPlan(run, recordPlan(body)));
  return version?.['id'];
}

async function guarded(
  context: IExecuteFunctions,
  itemIndex: number,
  task: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
  try {
    return await task();
  } catch (error) {
    const shown = asNodeError(context, error, itemIndex);
    if (context.continueOnFail()) return [errorItem(shown, itemIndex)];
    throw shown;
  }
}
