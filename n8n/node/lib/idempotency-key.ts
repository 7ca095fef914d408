import { createHash } from 'node:crypto';

/** The server takes 1 to 255 printable ASCII characters. */
const TAKEN = /^[\x20-\x7e]{1,255}$/;

/** Where in n8n a request is made. */
export interface Place {
  workflowId: string | undefined;
  executionId: string;
  nodeId: string;
  /** Counts how often the node ran in this execution: in a loop each round is a request of its own. */
  runIndex: number;
  itemIndex: number;
}

/**
 * The key under which the server recognises a request that is sent again: n8n's "Retry On Fail" and our own retries
 * come from the same place, so they record nothing twice.
 */
export function idempotencyKey({ workflowId, executionId, nodeId, runIndex, itemIndex }: Place): string {
  const key = `n8n:${workflowId ?? ''}:${executionId}:${nodeId}:${runIndex}:${itemIndex}`;
  // Ids that somebody imported may be anything.
  return TAKEN.test(key) ? key : `n8n:${createHash('sha256').update(key).digest('hex')}`;
}
