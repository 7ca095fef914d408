import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Key } from '../../src/domain/words.js';
import type { Instance } from '../../tests/helpers/instance.js';
import { createProject } from '../../tests/helpers/sample.js';
import { approveAll, recordAll } from '../../tests/e2e/support-concurrency/race.js';
import { times } from './bench-setup.js';
import { clientsOf } from './clients.js';

/** A project with that many keys live, `k0.a` among them; on PostgreSQL made by the database itself, past the guards. */
export async function liveProject(instance: Instance, keys: number): Promise<Key> {
  const project = await createProject(instance);
  if (instance.vendor === 'postgres') {
    await instance.knex.transaction(async (trx) => {
      await trx.raw('SET LOCAL session_replication_role = replica');
      for (const statement of [VERSIONS, CONTEXT])
        await trx.raw(statement, { project: String(project), keys });
    });
    await instance.knex.raw('VACUUM ANALYZE artifact_versions');
    return project;
  }
  const { agent, reviewer } = clientsOf(instance, instance.url);
  const inputs = times(keys).map((n) => ({
    schema_key: `k${n}.a`,
    value: { headline: `Headline ${n}`, language: 'en', format: 'PNG' },
  }));
  await approveAll(reviewer, await recordAll(agent, project, inputs));
  return project;
}

const BARE = 'bare_contexts';

/**
 * What any way to promote must at least do: write such a context into a row. In a table of its own, without guards: ours
 * let no context change but by a promotion.
 *
 * @returns what writes it once, each time a little different
 */
export async function bareContext(knex: Knex, context: object): Promise<() => Promise<void>> {
  await knex.schema.dropTableIfExists(BARE);
  await knex.schema.createTable(BARE, (table) => {
    table.uuid('id').primary();
    table.jsonb('context');
  });
  const id = randomUUID();
  await knex(BARE).insert({ id, context: JSON.stringify(context) });
  let turn = 0;
  return async () => {
    await knex(BARE)
      .where({ id })
      .update({ context: JSON.stringify({ ...context, turn: turn++ }) });
  };
}

const VERSIONS = `
  INSERT INTO artifact_versions (
    id, project_id, schema_key, version_number, status, value, content_hash, change_origin, version_lineage,
    lineage_depth, lineage_jump_id, generation, approved_at, promoted_at, promoted_context_version, date_created
  )
  SELECT id, :project::uuid, 'k' || n || '.a', 1, 'approved',
    json_build_object('headline', 'Headline ' || n, 'language', 'en', 'format', 'PNG'), hash, 'deployment',
    json_build_array(hash), 0, id, 1, now(), now(), 1, now()
  FROM (
    SELECT n, gen_random_uuid() AS id, encode(sha256((:project || n)::bytea), 'hex') AS hash
    FROM generate_series(0, :keys::int - 1) AS n
  ) AS numbered`;

const CONTEXT = `
  UPDATE projects SET context_version = 1, context = (
    SELECT jsonb_object_agg(split_part(schema_key, '.', 1), jsonb_build_object('a', value::jsonb || jsonb_build_object(
      'artifact_version_id', id, 'approved_at', approved_at, 'version', 1, 'content_hash', content_hash
    ))) || jsonb_build_object('_meta', jsonb_build_object(
      'schema_version', '1.0.0', 'last_updated', now(), 'context_version', 1, 'total_artifacts', :keys::int,
      'audit_entries', 0, 'audit_head', NULL
    ))
    FROM artifact_versions WHERE project_id = :project::uuid
  )
  WHERE id = :project::uuid`;
