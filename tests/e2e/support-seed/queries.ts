/** The seed's SQL, with the junction for `file_ids` and `date_created` for `created_at`. */
export const QUERIES = {
  approvedLogos: {
    sqlite: `SELECT * FROM projects WHERE json_extract(context, '$.brand.logo') IS NOT NULL`,
    // Escaped for knex, to which a question mark is a parameter.
    postgres: `SELECT * FROM projects WHERE context \\? 'brand' AND context->'brand' \\? 'logo'`,
  },
  rejectedLogos: `
    SELECT
      af.directus_files_id AS file_ids,
      av.rejection_reason,
      aa.reason as approval_reason,
      aa.feedback
    FROM artifact_versions av
    LEFT JOIN artifact_approvals aa ON aa.artifact_version_id = av.id
    LEFT JOIN artifact_files af ON af.artifact_version_id = av.id
    WHERE av.schema_key = 'brand.logo'
      AND av.status = 'rejected'`,
  projectHistory: `
    SELECT
      av.schema_key,
      av.status,
      av.approved_at,
      aa.actor_id,
      aa.reason
    FROM artifact_versions av
    LEFT JOIN artifact_approvals aa ON aa.artifact_version_id = av.id
    WHERE av.project_id = ?
    ORDER BY av.date_created DESC`,
  approvedOfTask: `
    SELECT * FROM artifact_versions
    WHERE source_task_id = ? AND status = 'approved'
    LIMIT 10`,
};
