import { NodeApiError } from 'n8n-workflow';
import type { INode, JsonObject } from 'n8n-workflow';
import { adviceFor } from './advice';
import type { Refusal } from './read-refusal';

/** A refusal of the server, for n8n to show, and for us to read the code and its details. */
export class RefusedError extends NodeApiError {
  readonly refusal: Refusal;

  constructor(node: INode, refusal: Refusal, at: { itemIndex?: number }) {
    super(node, asJson(refusal), {
      ...at,
      message: `${refusal.code}: ${refusal.message}`,
      description: adviceFor(refusal),
      httpCode: String(refusal.status),
    });
    this.refusal = refusal;
  }
}

/** Nobody answered. `reason` is the code of the connection's error, e.g. `ECONNREFUSED`. */
export function unreachable(node: INode, reason: string, at: { itemIndex?: number }): NodeApiError {
  return new NodeApiError(
    node,
    { code: reason },
    {
      ...at,
      message: `Directus did not answer (${reason}).`,
      description: 'Is it running, and is the URL of the credential right as seen from n8n?',
    },
  );
}

/** What came from the server as JSON is JSON, which its type does not say. */
function asJson({ status, code, message, details }: Refusal): JsonObject {
  return { status, code, message, details: details as JsonObject };
}
