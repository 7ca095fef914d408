import type { IExecuteFunctions } from 'n8n-workflow';
import { idempotencyKey } from './idempotency-key';
import { addedFields, isSet } from './plans/request-plan';
import type { Read } from './plans/request-plan';

/** The Idempotency-Key of a request: the one in the options, else one made from where in n8n the request is made. */
export function keyFor(context: IExecuteFunctions, read: Read, itemIndex: number): string {
  const { idempotencyKey: given } = addedFields(read, 'options');
  if (isSet(given)) return String(given);
  return idempotencyKey({
    workflowId: context.getWorkflow().id,
    executionId: context.getExecutionId(),
    nodeId: context.getNode().id,
    runIndex: Number(context.evaluateExpression('{{ $runIndex }}', itemIndex)),
    itemIndex,
  });
}

/** How often a request is sent at most. */
export function triesOf(read: Read): number {
  const { tries } = addedFields(read, 'options');
  return typeof tries === 'number' ? Math.min(Math.max(Math.trunc(tries), 1), 10) : 4;
}
