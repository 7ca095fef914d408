import type { IDataObject, IExecuteFunctions, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeOperationError, WAIT_INDEFINITELY } from 'n8n-workflow';
import { CREDENTIAL } from './call-server';
import type { Read } from './plans/request-plan';
import { isRecord } from './read-refusal';
import { faultOfSignature } from './signature';

const UNIT_MS = new Map<unknown, number>([
  ['minutes', 60_000],
  ['hours', 3_600_000],
  ['days', 86_400_000],
]);

/** Where the server can call back this execution. Carries n8n's own token in its query: it must be kept whole. */
export function resumeUrl(context: IExecuteFunctions, itemIndex: number): string {
  return String(context.evaluateExpression('{{ $execution.resumeUrl }}', itemIndex));
}

/**
 * Refuses what cannot wait, before anything is recorded: an execution waits once, so for one version, and some agents
 * call the node as a tool and want its answer in the same breath. AI Agent 3.1 lets n8n run it as a node: that can wait.
 */
export function assertCanWait(context: IExecuteFunctions, items: number): void {
  if (context.isToolExecution()) {
    throw new NodeOperationError(context.getNode(), 'A tool cannot wait for a decision.', {
      description: 'Let the agent record the version, and wait for the decision in the workflow after it.',
    });
  }
  if (items === 1) return;
  throw new NodeOperationError(
    context.getNode(),
    `An execution waits for one version at a time, not ${items}.`,
    {
      description: 'Put the node into a loop (Loop Over Items with batches of 1), or into a sub-workflow.',
    },
  );
}

/**
 * Puts the execution to wait until the server calls back with the decision on that version, or the time is over. Then
 * the node's input is its output.
 */
export async function waitForDecision(
  context: IExecuteFunctions,
  read: Read,
  versionId: unknown,
): Promise<void> {
  if (typeof versionId !== 'string' || versionId === '') {
    throw new NodeOperationError(context.getNode(), 'Version ID is empty.');
  }
  // Kept with the execution, so a callback about another version of it is told apart, also after a restart.
  context.getContext('node')['versionId'] = versionId;
  await context.putExecutionToWait(limitOf(read));
}

function limitOf(read: Read): Date {
  const unit = UNIT_MS.get(read('limitUnit'));
  const amount = read('limitAmount');
  if (read('limitWait') !== true || unit === undefined || typeof amount !== 'number')
    return WAIT_INDEFINITELY;
  return new Date(Date.now() + amount * unit);
}

/**
 * Takes the callback of the server, and lets the execution go on with its body. Anything else is answered and leaves
 * the execution waiting.
 */
export async function takeDecision(context: IWebhookFunctions): Promise<IWebhookResponseData> {
  const { callbackSecret } = await context.getCredentials(CREDENTIAL);
  if (typeof callbackSecret === 'string' && callbackSecret !== '') {
    const fault = faultOfRequest(context, callbackSecret);
    if (fault !== null) return answer(context, 401, `The signature is ${fault}.`);
  }
  const decision = context.getBodyData();
  if (!isDecision(decision)) return answer(context, 400, 'This is no decision.');
  const name = JSON.stringify(context.getNode().name);
  const expected: unknown = context.evaluateExpression(`{{ $node[${name}].context["versionId"] }}`);
  if (decision['version_id'] !== expected) {
    // The server tries again: by then the execution may have come to the node that waits for this version.
    return answer(context, 503, 'The execution waits for another version.');
  }
  return { workflowData: [[{ json: decision, pairedItem: { item: 0 } }]] };
}

/** What is wrong with the signature of the request that came in. */
export function faultOfRequest(context: IWebhookFunctions, secret: string): string | null {
  const request = context.getRequestObject();
  const raw: unknown = (request as unknown as { rawBody?: unknown }).rawBody;
  return faultOfSignature({
    header: request.headers['x-artifacts-signature'],
    body: Buffer.isBuffer(raw) ? raw : Buffer.alloc(0),
    secret,
    now: Date.now() / 1000,
  });
}

/** Answers the server and starts nothing. */
export function answer(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
  context.getResponseObject().status(status).json({ message });
  return { noWebhookResponse: true };
}

function isDecision(body: unknown): body is IDataObject & { version_id: string } {
  return isRecord(body) && typeof body['version_id'] === 'string' && typeof body['action'] === 'string';
}
