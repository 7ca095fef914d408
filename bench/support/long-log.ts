import type { Knex } from 'knex';
import type { Key } from '../../src/domain/words.js';

/**
 * Gives a project with one live key of {@link liveProject} a log of that many entries, made by the database itself, past
 * the guards: reasons that were added to the approval of its version.
 */
export async function fillLog(knex: Knex, project: Key, entries: number): Promise<void> {
  await knex.transaction(async (trx) => {
    await trx.raw('SET LOCAL session_replication_role = replica');
    await trx.raw(ENTRIES, { project: String(project), entries });
  });
  await knex.raw('VACUUM ANALYZE artifact_approvals');
}

const ENTRIES = `
  INSERT INTO artifact_approvals (
    id, artifact_version_id, project_id, action, actor_type, content_hash, sequence, previous_entry_hash, entry_hash,
    date_created
  )
  SELECT gen_random_uuid(), version.id, version.project_id, 'approve', 'human', version.content_hash, n,
    CASE WHEN n > 1 THEN encode(sha256((:project || (n - 1))::bytea), 'hex') END,
    encode(sha256((:project || n)::bytea), 'hex'), now() - (:entries::int - n) * interval '1 minute'
  FROM artifact_versions AS version, generate_series(1, :entries::int) AS n
  WHERE version.project_id = :project::uuid`;
