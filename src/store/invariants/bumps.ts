import type { Check } from './check.js';

/**
 * I3: the context versions in the log rise by one, in the order of the entries, each made by one promotion or
 * withdrawal. A project that came with a context version above 0 starts from there.
 */
export const bumpsInOrder: Check<{
  context_version: number;
  previous: number | null;
  first_entry: number;
  previous_entry: number | null;
  decisions: number | string;
}> = {
  invariant: 'I3',
  sql: (ofProject) => `
    SELECT * FROM (
      SELECT bump.*, LAG(context_version) OVER in_order AS previous, LAG(last_entry) OVER in_order AS previous_entry
      FROM (
        SELECT project_id, context_version, MIN(sequence) AS first_entry, MAX(sequence) AS last_entry,
          COUNT(DISTINCT decision_id) AS decisions
        FROM artifact_approvals WHERE context_version IS NOT NULL AND ${ofProject('project_id')}
        GROUP BY project_id, context_version
      ) AS bump
      WINDOW in_order AS (PARTITION BY project_id ORDER BY context_version)
    ) AS ordered
    WHERE context_version <> previous + 1 OR first_entry < previous_entry OR decisions > 1`,
  detail: ({ context_version, previous, first_entry, previous_entry, decisions }) => {
    if (previous !== null && context_version !== previous + 1) {
      return `The log goes from context version ${previous} to ${context_version}.`;
    }
    if (previous_entry !== null && first_entry < previous_entry) {
      return `Context version ${context_version} begins at entry ${first_entry}, before the one it follows ended (${previous_entry}).`;
    }
    return `${decisions} promotions or withdrawals share context version ${context_version}.`;
  },
};

/** I3: one promotion or withdrawal is one bump, however much it changes. */
export const oneBumpEach: Check<{ decision_id: string; bumps: number | string }> = {
  invariant: 'I3',
  sql: (ofProject) => `
    SELECT project_id, decision_id, COUNT(DISTINCT context_version) AS bumps FROM artifact_approvals
    WHERE context_version IS NOT NULL AND decision_id IS NOT NULL AND ${ofProject('project_id')}
    GROUP BY project_id, decision_id HAVING COUNT(DISTINCT context_version) > 1`,
  detail: ({ decision_id, bumps }) => `The command ${decision_id} raised the context version ${bumps} times.`,
};

/** I3: the project is at the version that the log ends with. */
export const lastBump: Check<{ context_version: number; logged: number }> = {
  invariant: 'I3',
  sql: (ofProject) => `
    SELECT project.id AS project_id, project.context_version, MAX(entry.context_version) AS logged
    FROM projects project JOIN artifact_approvals entry ON entry.project_id = project.id
    WHERE entry.context_version IS NOT NULL AND ${ofProject('project.id')}
    GROUP BY project.id, project.context_version HAVING MAX(entry.context_version) <> project.context_version`,
  detail: ({ context_version, logged }) =>
    `The project is at context version ${context_version}, but its log ends with ${logged}.`,
};
