import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { RefusedError } from './request-errors';

/** Any error as one that n8n shows at the node, with the item that it is about. */
export function asNodeError(
  context: IExecuteFunctions,
  error: unknown,
  itemIndex: number,
): NodeApiError | NodeOperationError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  const cause = error instanceof Error ? error : String(error);
  return new NodeOperationError(context.getNode(), cause, { itemIndex });
}

/**
 * An item that goes on in place of the result, when the node is set to continue: `error` says what happened, `message`
 * what to do, and `details` has our code and what comes with it, to branch on. n8n takes an item with these three keys,
 * and no others, for an error, and would put away the details of one with an error object.
 */
export function errorItem(error: NodeApiError | NodeOperationError, itemIndex: number): INodeExecutionData {
  const details = error instanceof RefusedError ? detailsOf(error) : {};
  return {
    json: { error: error.message, message: error.description ?? null, details },
    pairedItem: { item: itemIndex },
  };
}

function detailsOf({ refusal }: RefusedError): IDataObject {
  // Came as JSON from the server, which its type does not say.
  return { ...(refusal.details as IDataObject), code: refusal.code, status: refusal.status };
}
