import type { Check } from './check.js';

/** Whether `input` is among what a version says, whatever the column holds. */
const SAYS = `version.inputs IS NOT NULL
  AND CAST(version.inputs AS text) LIKE '%"' || CAST(link.input_id AS text) || '"%'`;

/** I8: a link says what its version says. */
export const linksAsSaid: Check<{ input_id: string }> = {
  invariant: 'I8',
  sql: (ofProject) => `
    SELECT version.id AS version_id, version.project_id, version.schema_key, link.input_id
    FROM artifact_inputs link JOIN artifact_versions version ON version.id = link.version_id
    WHERE ${ofProject('version.project_id')} AND NOT (${SAYS})`,
  detail: ({ input_id }) => `It is linked to ${input_id} as an input, but does not say so.`,
};

/** I8: an input is a version of another key of the same project. */
export const inputsOfProject: Check<{ input_id: string }> = {
  invariant: 'I8',
  sql: (ofProject) => `
    SELECT version.id AS version_id, version.project_id, version.schema_key, link.input_id
    FROM artifact_inputs link
      JOIN artifact_versions version ON version.id = link.version_id
      JOIN artifact_versions input ON input.id = link.input_id
    WHERE ${ofProject('version.project_id')}
      AND (input.project_id <> version.project_id OR input.schema_key = version.schema_key)`,
  detail: ({ input_id }) => `Its input ${input_id} is no version of another key of this project.`,
};

/** I8: what a version says it was made from is linked. Counted, because the two databases read JSON differently. */
export const inputsLinked: Check<{ said: number | string; linked: number | string }> = {
  invariant: 'I8',
  sql: (ofProject) => `
    SELECT version_id, project_id, schema_key, said, linked FROM (
      SELECT version.id AS version_id, version.project_id, version.schema_key,
        (LENGTH(CAST(version.inputs AS text)) - LENGTH(REPLACE(CAST(version.inputs AS text), '"version_id"', '')))
          / 12 AS said,
        (SELECT COUNT(*) FROM artifact_inputs link WHERE link.version_id = version.id) AS linked
      FROM artifact_versions version WHERE version.inputs IS NOT NULL AND ${ofProject('version.project_id')}
    ) AS counted WHERE said <> linked`,
  detail: ({ said, linked }) => `It says that it was made from ${said} versions, and is linked to ${linked}.`,
};
