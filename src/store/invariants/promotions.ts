import type { Check } from './check.js';

/** I4: a promotion mark and its `promote` entry name the same context version; neither is there alone. */
export const promotionsLogged: Check<{ promoted: number | null; logged: number | null }> = {
  invariant: 'I4',
  sql: (ofProject) => `
    SELECT version.id AS version_id, version.project_id, version.schema_key,
      version.promoted_context_version AS promoted, log.promoted AS logged
    FROM artifact_versions version
    LEFT JOIN (
      SELECT artifact_version_id, MAX(context_version) AS promoted, COUNT(*) AS entries
      FROM artifact_approvals WHERE action = 'promote' GROUP BY artifact_version_id
    ) AS log ON log.artifact_version_id = version.id
    WHERE ${ofProject('version.project_id')}
      AND (version.promoted_context_version IS DISTINCT FROM log.promoted
        OR (log.entries IS NOT NULL AND log.promoted IS NULL)
        OR (version.promoted_at IS NULL) <> (version.promoted_context_version IS NULL))`,
  detail: ({ promoted, logged }) =>
    promoted === logged
      ? 'The time and the context version of its promotion are not both there.'
      : `The version says it was promoted ${at(promoted)}, the log says ${at(logged)}.`,
};

/** I4: a version left the context when it was revoked there, or when the next one of its line went live. */
export const retirementsExplained: Check<{ retired: number | null; expected: number | null }> = {
  invariant: 'I4',
  sql: (ofProject) => `
    SELECT * FROM (
      SELECT version.version_id, version.project_id, version.schema_key, version.retired,
        COALESCE(log.withdrawn, version.successor) AS expected
      FROM (
        SELECT id AS version_id, project_id, schema_key, retired_context_version AS retired,
          CASE WHEN promoted_context_version IS NOT NULL THEN LEAD(promoted_context_version) OVER (
            PARTITION BY project_id, schema_key, promoted_context_version IS NULL
            ORDER BY promoted_context_version) END AS successor
        FROM artifact_versions WHERE ${ofProject('project_id')}
      ) AS version
      LEFT JOIN (
        SELECT artifact_version_id, MAX(context_version) AS withdrawn
        FROM artifact_approvals WHERE action = 'revoke' GROUP BY artifact_version_id
      ) AS log ON log.artifact_version_id = version.version_id
    ) AS compared
    WHERE retired IS DISTINCT FROM expected`,
  detail: ({ retired, expected }) =>
    `The version says it left the context ${at(retired)}; by the log and its line it left ${at(expected)}.`,
};

function at(contextVersion: number | null): string {
  return contextVersion === null ? 'never' : `at version ${contextVersion}`;
}
