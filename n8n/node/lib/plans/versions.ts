import { addedFields, jsonField, listField, onlySet, segment } from './request-plan';
import type { Read, RequestPlan } from './request-plan';

/** What one version is recorded from. `uploaded` are files that the node uploaded just before. */
export function recordBody(read: Read, uploaded: string[] = []): Record<string, unknown> {
  const { file_ids, primary_file_id, allow_orphan, inputs, ...more } = addedFields(read);
  const files = [...uploaded, ...(listField(file_ids) ?? [])];
  return onlySet({
    project_id: read('projectId'),
    schema_key: read('schemaKey'),
    value: jsonField(read('value'), 'Value'),
    files: files.length === 0 ? undefined : files,
    primary_file_id,
    ...recordedWith(more),
    change_origin: more['change_origin'],
    parent_id: more['parent_id'],
    parent_hash: more['parent_hash'],
    allow_orphan: allow_orphan === true ? true : undefined,
    inputs: jsonField(inputs, 'Made From'),
  });
}

/** The fields that everything has in common that records a version. */
export function recordedWith(fields: Record<string, unknown>): Record<string, unknown> {
  return onlySet({
    summary: fields['summary'],
    source_task_id: fields['source_task_id'],
    execution_id: fields['execution_id'],
    callback_url: fields['callback_url'],
  });
}

/** `POST /versions` with one version, or with the versions of all items. */
export function recordPlan(body: unknown): RequestPlan {
  return { method: 'POST', path: '/artifacts/versions', body };
}

/** Plans of the operations on a version that exists. */
export const versionPlans: Record<string, (read: Read) => RequestPlan> = {
  get: (read) => ({
    method: 'GET',
    path: `/items/artifact_versions/${segment(read('versionId'), 'Version ID')}`,
    query: { fields: '*,files.directus_files_id.id,files.directus_files_id.filename_download' },
  }),
  restore: (read) => ({
    method: 'POST',
    path: `/artifacts/versions/${segment(read('versionId'), 'Version ID')}/restore`,
    body: recordedWith(addedFields(read)),
  }),
  diff: (read) => ({
    method: 'GET',
    path: `/artifacts/versions/${segment(read('versionId'), 'Version ID')}/diff`,
    query: { against: against(read) },
  }),
  getValidation: (read) => ({
    method: 'GET',
    path: `/artifacts/versions/${segment(read('versionId'), 'Version ID')}/validation`,
  }),
  getPolicies: (read) => ({
    method: 'GET',
    path: `/artifacts/versions/${segment(read('versionId'), 'Version ID')}/policies`,
  }),
  evaluatePolicy: (read) => ({
    method: 'POST',
    path: '/artifacts/policies/evaluate',
    body: onlySet({
      policy_id: read('policyId'),
      policy: jsonField(read('policy'), 'Policy'),
      days: read('days'),
    }),
  }),
  getLineage: (read) => ({
    method: 'GET',
    path: `/artifacts/versions/${segment(read('versionId'), 'Version ID')}/lineage`,
  }),
  getInputs: (read) => ({
    method: 'GET',
    path: `/artifacts/versions/${segment(read('versionId'), 'Version ID')}/inputs`,
  }),
  checkStale: (read) => ({
    method: 'GET',
    path: '/artifacts/stale',
    query: { versions: segment(read('versionId'), 'Version ID') },
  }),
  getGraph: (read) => ({
    method: 'GET',
    path: '/artifacts/lineage',
    query: { project_id: String(read('projectId') ?? ''), schema_key: String(read('schemaKey') ?? '') },
  }),
  getCommonAncestor: (read) => ({
    method: 'GET',
    path: '/artifacts/common-ancestor',
    query: { a: String(read('versionId') ?? ''), b: String(read('otherVersionId') ?? '') },
  }),
  merge: (read) => ({
    method: 'POST',
    path: '/artifacts/merges',
    body: mergeBody(read),
  }),
};

function against(read: Read): string {
  const choice = read('against');
  return choice === 'version' ? String(read('otherVersionId') ?? '') : String(choice ?? 'parent');
}

function mergeBody(read: Read): Record<string, unknown> {
  const { base_id, ...more } = addedFields(read);
  return onlySet({
    ours_id: read('versionId'),
    theirs_id: read('otherVersionId'),
    base_id,
    resolutions: jsonField(read('resolutions'), 'Resolutions'),
    dry_run: read('dryRun') === true ? true : undefined,
    ...recordedWith(more),
  });
}
