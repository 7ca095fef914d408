import type { ApprovalEntry, Version } from './words.js';

/**
 * The JSON text that a receiver gets for one decision. Fixed when the decision is made, so that every attempt
 * sends the same bytes under the same Idempotency-Key.
 *
 * @param contextVersion the project's context version once the decision stands
 */
export function callbackBody(
  version: Pick<Version, 'id' | 'project_id' | 'schema_key' | 'status'>,
  decision: Pick<ApprovalEntry, 'action' | 'reason' | 'feedback'>,
  contextVersion: number,
): string {
  return JSON.stringify({
    version_id: version.id,
    project_id: version.project_id,
    schema_key: version.schema_key,
    action: decision.action,
    status: version.status,
    reason: decision.reason,
    feedback: decision.feedback,
    context_version: contextVersion,
  });
}
