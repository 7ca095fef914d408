import type { Check } from './check.js';

/** An approval that policies counted while others were missing: it decided nothing yet, and its version stayed pending. */
const IS_HELD = `(entry.action = 'approve' AND entry.decision_id IS NULL)`;

/** 1 if the log of a version has such an entry, else 0. */
const has = (action: string) => `MAX(CASE WHEN action = '${action}' THEN 1 ELSE 0 END)`;

const logOfVersions = (condition: string) => `
  SELECT artifact_version_id, ${has('approve')} AS approved, ${has('reject')} AS rejected,
    ${has('supersede')} AS superseded, ${has('revoke')} AS revoked, ${has('promote')} AS promoted
  FROM artifact_approvals entry WHERE ${condition} AND NOT ${IS_HELD} GROUP BY artifact_version_id`;

/** A decision of before this system has neither an entry nor a decision_id. */
const DECIDED_HERE = 'NOT (version.change_origin IS NULL AND version.decision_id IS NULL)';

/** I4: a status is what the log made it, and names the entry that did. */
export const statusesLogged: Check<{ status: string; logged: string }> = {
  invariant: 'I4',
  sql: (ofProject) => `
    SELECT * FROM (
      SELECT version.id AS version_id, version.project_id, version.schema_key, version.status,
        version.decision_id,
        CASE WHEN log.superseded = 1 THEN 'superseded' WHEN log.rejected = 1 OR log.revoked = 1 THEN 'rejected'
          WHEN log.approved = 1 THEN 'approved' ELSE 'pending' END AS logged
      FROM artifact_versions version
      LEFT JOIN (${logOfVersions(ofProject('project_id'))}) AS log ON log.artifact_version_id = version.id
      WHERE ${ofProject('version.project_id')} AND ${DECIDED_HERE}
    ) AS compared
    WHERE status <> logged OR (status = 'pending' AND decision_id IS NOT NULL)
      OR (status <> 'pending' AND NOT EXISTS (
        SELECT 1 FROM artifact_approvals entry
        WHERE entry.artifact_version_id = compared.version_id AND entry.decision_id = compared.decision_id
          AND ((status = 'approved' AND entry.action = 'approve')
            OR (status = 'superseded' AND entry.action = 'supersede')
            OR (status = 'rejected' AND entry.action IN ('reject', 'revoke')))))`,
  detail: ({ status, logged }) =>
    status === logged
      ? `The version is ${status} by a decision that the log does not have.`
      : `The version is ${status}, but by the log it is ${logged}.`,
};

/** I4: entries of a version that cannot all have happened. */
export const decisionsPossible: Check<{ superseded: number; revoked: number; promoted: number }> = {
  invariant: 'I4',
  sql: (ofProject) => `
    SELECT version.id AS version_id, version.project_id, version.schema_key, log.superseded, log.revoked, log.promoted
    FROM artifact_versions version
    JOIN (${logOfVersions(ofProject('project_id'))}) AS log ON log.artifact_version_id = version.id
    WHERE version.change_origin IS NOT NULL
      AND ((log.approved = 0 AND (log.superseded = 1 OR log.revoked = 1 OR log.promoted = 1))
        OR (log.approved = 1 AND log.rejected = 1 AND log.revoked = 0))`,
  detail: ({ superseded, revoked, promoted }) => {
    const done = [superseded && 'superseded', revoked && 'revoked', promoted && 'promoted'].filter(Boolean);
    return done.length === 0
      ? 'The log both approves and rejects the version.'
      : `By the log the version was ${done.join(', ')}, but never approved.`;
  },
};

/** I4: a reason may be added to a decision, but nothing is decided twice. */
export const decidedOnce: Check<{ action: string; entries: number | string }> = {
  invariant: 'I4',
  sql: (ofProject) => `
    SELECT version.id AS version_id, version.project_id, version.schema_key, entry.action, COUNT(*) AS entries
    FROM artifact_approvals entry JOIN artifact_versions version ON version.id = entry.artifact_version_id
    WHERE entry.action <> 'request_changes' AND NOT ${IS_HELD} AND version.change_origin IS NOT NULL
      AND ${ofProject('version.project_id')}
    GROUP BY version.id, version.project_id, version.schema_key, entry.action
    HAVING COUNT(DISTINCT entry.decision_id) > 1
      OR (COUNT(*) > 1 AND entry.action IN ('supersede', 'revoke', 'promote'))`,
  detail: ({ action, entries }) => `The log has ${entries} entries "${action}" from different decisions.`,
};

/** I4: a version gives way only to the approval of another one of its line. */
export const supersededByApproval: Check<{ sequence: number }> = {
  invariant: 'I4',
  sql: (ofProject) => `
    SELECT version.id AS version_id, version.project_id, version.schema_key, entry.sequence
    FROM artifact_approvals entry JOIN artifact_versions version ON version.id = entry.artifact_version_id
    LEFT JOIN (
      SELECT DISTINCT approval.decision_id, winner.project_id, winner.schema_key
      FROM artifact_approvals approval JOIN artifact_versions winner ON winner.id = approval.artifact_version_id
      WHERE approval.action = 'approve'
    ) AS won ON won.decision_id = entry.decision_id AND won.project_id = version.project_id
      AND won.schema_key = version.schema_key
    WHERE entry.action = 'supersede' AND won.decision_id IS NULL AND ${ofProject('version.project_id')}`,
  detail: ({ sequence }) => `Entry ${sequence} supersedes the version, but no approval made it give way.`,
};

/** I4: who approved, and that there is a time for it. */
export const approverLogged: Check<{ approved_by: string | null }> = {
  invariant: 'I4',
  sql: (ofProject) => `
    SELECT version.id AS version_id, version.project_id, version.schema_key, version.approved_by
    FROM artifact_versions version
    WHERE version.status IN ('approved', 'superseded') AND version.change_origin IS NOT NULL
      AND ${ofProject('version.project_id')}
      AND EXISTS (SELECT 1 FROM artifact_approvals entry
        WHERE entry.artifact_version_id = version.id AND entry.action = 'approve')
      AND (version.approved_at IS NULL OR NOT EXISTS (SELECT 1 FROM artifact_approvals entry
        WHERE entry.artifact_version_id = version.id AND entry.action = 'approve'
          AND entry.actor_id IS NOT DISTINCT FROM version.approved_by))`,
  detail: ({ approved_by }) =>
    `The version says it was approved by ${approved_by ?? 'nobody'}; the log does not, or the time is missing.`,
};

/** I4: an entry stands in the log of its version's project. */
export const entriesAtHome: Check<{ sequence: number; logged: string | number }> = {
  invariant: 'I4',
  sql: (ofProject) => `
    SELECT version.id AS version_id, version.project_id, version.schema_key, entry.sequence, entry.project_id AS logged
    FROM artifact_approvals entry JOIN artifact_versions version ON version.id = entry.artifact_version_id
    WHERE entry.project_id <> version.project_id AND ${ofProject('version.project_id')}`,
  detail: ({ sequence, logged }) => `Its entry ${sequence} stands in the log of project ${logged}.`,
};
