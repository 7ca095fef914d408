import { addedFields, jsonField, onlySet } from './request-plan';
import type { Read, RequestPlan } from './request-plan';

/** What one decision says. */
export function decisionBody(read: Read): Record<string, unknown> {
  const { feedback, content_hash, if_match, override, promote_at } = addedFields(read);
  return onlySet({
    version_id: read('versionId'),
    action: read('action'),
    reason: read('reason'),
    feedback: jsonField(feedback, 'Feedback'),
    content_hash,
    if_match,
    override: override === true ? true : undefined,
    promote_at,
  });
}

/** `POST /decisions` with one decision, or with those of all items. */
export function decisionPlan(body: unknown): RequestPlan {
  return { method: 'POST', path: '/artifacts/decisions', body };
}
