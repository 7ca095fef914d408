import type { Knex } from 'knex';

/** How much there is. Versions are spread evenly over the projects, and in each over lines of ten. */
interface Amount {
  versions: number;
  projects: number;
}

const PER_LINE = 10;

/** The key that each project has; the others are called line.k1, line.k2 … */
export const FIRST_KEY = 'brand.logo';

/**
 * Fills a database of PostgreSQL with versions and log entries as years of work would leave them, in seconds: made by the
 * database itself, past the guards. In each line the newest version is live in two of three lines and waits in the
 * third; the older ones were superseded or, every third, rejected. One project in a hundred has a logo in its context.
 * Hashes are of the row's number and not of its content, and every window holds only its own.
 *
 * @returns ids of a project in the middle, and of one of its tasks
 */
export async function fillWithVersions(
  knex: Knex,
  amount: Amount,
): Promise<{ project_id: string; task_id: string }> {
  const { versions, projects } = amount;
  await knex.transaction(async (trx) => {
    // The guards allow what the commands do, one row at a time.
    await trx.raw(`SET LOCAL session_replication_role = replica`);
    for (const statement of [PROJECTS, TASKS, VERSIONS, ENTRIES]) {
      await trx.raw(statement, { versions, projects, per_line: PER_LINE, first_key: FIRST_KEY });
    }
  });
  for (const table of ['projects', 'tasks', 'artifact_versions', 'artifact_approvals']) {
    await knex.raw('VACUUM ANALYZE ??', [table]);
  }
  const middle = Math.floor(projects / 2);
  const ids: { rows: { project_id: string; task_id: string }[] } = await knex.raw(
    `SELECT md5('project' || :middle)::uuid AS project_id, md5('task' || :middle || '-1')::uuid AS task_id`,
    { middle },
  );
  const [found] = ids.rows;
  if (found === undefined) throw new Error('A row of constants is one row');
  return found;
}

const PROJECTS = `
  INSERT INTO projects (id, title, context, context_version)
  SELECT md5('project' || p)::uuid, 'Project ' || p,
    jsonb_build_object(CASE WHEN p % 100 = 0 THEN 'brand' ELSE 'copy' END, jsonb_build_object(
      'logo', jsonb_build_object('text', repeat('word ', 280))
    )), 1
  FROM generate_series(0, :projects::int - 1) AS p`;

const TASKS = `
  INSERT INTO tasks (id, project_id, title, status)
  SELECT md5('task' || p || '-' || t)::uuid, md5('project' || p)::uuid, 'Task ' || t, 'in_progress'
  FROM generate_series(0, :projects::int - 1) AS p, generate_series(0, 9) AS t`;

/** n: number of the row, p: project, l: line of the project, v: number in the line, newest: of the line. */
const NUMBERED = `
  SELECT n, p, l, v, n + :projects::int > last_of_line AS newest
  FROM (
    SELECT n, n % :projects::int AS p, (n / :projects::int) / :per_line::int AS l,
      (n / :projects::int) % :per_line::int + 1 AS v,
      LEAST(
        :versions::int - 1,
        n % :projects::int + :projects::int * (((n / :projects::int) / :per_line::int + 1) * :per_line::int - 1)
      ) AS last_of_line
    FROM generate_series(0, :versions::int - 1) AS n
  ) AS placed`;

const STATUS = `CASE
  WHEN newest AND l % 3 = 2 THEN 'pending'
  WHEN newest THEN 'approved'
  WHEN v % 3 = 0 THEN 'rejected'
  ELSE 'superseded' END`;

const VERSIONS = `
  INSERT INTO artifact_versions (
    id, project_id, schema_key, version_number, status, value, source_task_id, summary, content_hash, parent_id,
    parent_hash, change_origin, version_lineage, lineage_depth, lineage_jump_id, generation, approved_at, promoted_at,
    promoted_context_version, retired_context_version, date_created
  )
  SELECT md5('version' || n)::uuid, md5('project' || p)::uuid, key, v, status, json_build_object('n', n),
    md5('task' || p || '-' || l % 10)::uuid, 'Attempt ' || v, hash,
    CASE WHEN v > 1 THEN md5('version' || n - :projects::int)::uuid END,
    CASE WHEN v > 1 THEN encode(sha256((n - :projects::int)::text::bytea), 'hex') END,
    CASE WHEN v > 1 THEN 'sync' ELSE 'deployment' END, json_build_array(hash), v - 1, md5('version' || n)::uuid, v,
    CASE WHEN status IN ('approved', 'superseded') THEN at END,
    CASE WHEN status IN ('approved', 'superseded') THEN at END,
    CASE WHEN status IN ('approved', 'superseded') THEN v END,
    CASE WHEN status = 'superseded' THEN v + 1 END, at
  FROM (
    SELECT *, ${STATUS} AS status, CASE WHEN l = 0 THEN :first_key ELSE 'line.k' || l END AS key,
      encode(sha256(n::text::bytea), 'hex') AS hash, now() - (:versions::int - n) * interval '1 minute' AS at
    FROM (${NUMBERED}) AS numbered
  ) AS described`;

/** One for each decided version; the chain has gaps where something waits. */
const ENTRIES = `
  INSERT INTO artifact_approvals (
    id, artifact_version_id, project_id, task_id, action, actor_type, content_hash, context_version, sequence,
    entry_hash, date_created
  )
  SELECT md5('entry' || n)::uuid, md5('version' || n)::uuid, md5('project' || p)::uuid,
    md5('task' || p || '-' || l % 10)::uuid, CASE WHEN ${STATUS} = 'rejected' THEN 'reject' ELSE 'approve' END, 'human',
    encode(sha256(n::text::bytea), 'hex'), NULL, l * :per_line::int + v, encode(sha256(('entry' || n)::bytea), 'hex'),
    now() - (:versions::int - n) * interval '1 minute'
  FROM (${NUMBERED}) AS numbered
  WHERE ${STATUS} <> 'pending'`;
