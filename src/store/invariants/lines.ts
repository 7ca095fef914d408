import type { Check } from './check.js';

/** I1: two approved versions in one line, which only a missing index lets in. */
export const oneApproved: Check<{ approved: number | string }> = {
  invariant: 'I1',
  sql: (ofProject) => `
    SELECT project_id, schema_key, COUNT(*) AS approved FROM artifact_versions
    WHERE status = 'approved' AND ${ofProject('project_id')}
    GROUP BY project_id, schema_key HAVING COUNT(*) > 1`,
  detail: ({ approved }) => `${approved} versions of this line are approved at once.`,
};

/** I6: numbers of a line. What came before this system keeps the gaps it brought along. */
export const numbersWithoutGaps: Check<{ version_number: number; previous: number }> = {
  invariant: 'I6',
  sql: (ofProject) => `
    SELECT id AS version_id, project_id, schema_key, version_number, previous FROM (
      SELECT id, project_id, schema_key, version_number, change_origin,
        LAG(version_number, 1, 0) OVER (PARTITION BY project_id, schema_key ORDER BY version_number) AS previous
      FROM artifact_versions WHERE ${ofProject('project_id')}
    ) AS numbered
    WHERE version_number <> previous + 1 AND (change_origin IS NOT NULL OR version_number = previous)`,
  detail: ({ version_number, previous }) =>
    version_number === previous
      ? `Two versions of this line have number ${version_number}.`
      : `Number ${version_number} follows ${previous}: versions between them were deleted or renumbered.`,
};
