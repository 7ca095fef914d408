import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RefusedError } from './request-errors';

/** Any error as one that n8n shows at the node, with the item that it is about. */
export function asNodeError(
  context: IExecuteFunctions,
  error: unknown,
  itemIndex: number,
): NodeApiError | NodeOperationError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  return new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error), {
    itemIndex,
  });
}

/**
 * An item that goes on in place of the result, when the node is set to continue. It carries the code and what comes with
 * it, so that a workflow can branch on them.
 */
export function errorItem(error: NodeApiError | NodeOperationError, itemIndex: number): INodeExecutionData {
  const told = { error: error.message, advice: error.description ?? null };
  const json =
    error instanceof RefusedError
      ? {
          ...told,
          code: error.refusal.code,
          status: error.refusal.status,
          details: { ...error.refusal.details },
        }
      : told;
  return { json: JSON.parse(JSON.stringify(json)), error, pairedItem: { item: itemIndex } };
}
