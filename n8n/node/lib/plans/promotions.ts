import { addedFields, isSet, jsonField, listField, onlySet, refuse } from './request-plan';
import type { Read, RequestPlan } from './request-plan';

/** What the server calls the choices of the form; undefined leaves it to the server's setting. */
const DOCUMENTS = new Map<unknown, boolean>([
  ['all', true],
  ['none', false],
]);

/**
 * `POST /promotions`.
 *
 * @param ifMatch the context version to insist on in place of the one in the form, when it was read again
 */
export function promotionPlan(read: Read, ifMatch?: number): RequestPlan {
  const { if_match, expect, create_documents, document_patterns, dry_run } = addedFields(read);
  const patterns = listField(document_patterns);
  return {
    method: 'POST',
    path: '/artifacts/promotions',
    body: onlySet({
      ...subject(read),
      if_match: ifMatch ?? if_match,
      expect: jsonField(expect, 'Expected Versions'),
      create_documents: patterns ?? DOCUMENTS.get(create_documents),
      dry_run: dry_run === true ? true : undefined,
    }),
  };
}

function subject(read: Read): Record<string, unknown> {
  switch (read('promote')) {
    case 'project':
      return { project_id: read('projectId') };
    case 'versions':
      return { version_ids: listField(read('versionIds')) ?? refuse('Version IDs is empty.') };
    default:
      return { task_id: isSet(read('taskId')) ? read('taskId') : refuse('Task is empty.') };
  }
}

/**
 * Whether a refused promotion may be tried with the context version that holds now: only where the whole context was
 * the precondition. A lock per key (`expect`) names versions that somebody looked at; nobody looked at the new ones.
 */
export function mayReread(code: string, details: Record<string, unknown>): boolean {
  return code === 'CONTEXT_VERSION_CONFLICT' && typeof details['current'] === 'number';
}
