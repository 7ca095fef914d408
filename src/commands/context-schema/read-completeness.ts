import { setImmediate } from 'node:timers/promises';
import chunk from 'lodash/chunk.js';
import { measureCompleteness, type OpenVersion } from '../../domain/context-schema/completeness.js';
import { findRule } from '../../domain/context-schema/find-rule.js';
import type { Completeness } from '../../domain/context-schema/words.js';
import type { Json, Key } from '../../domain/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { itemsAs } from '../../directus/items.js';
import { fileIdsOf } from './assert-follow-schema.js';
import { findViolations } from './find-violations.js';

/** Values that are in memory at once. */
const AT_ONCE = 100;
/** After so long, what is live is taken as it is: a schema that is slow must not keep the server busy. */
const ENOUGH_MS = 5000;

/**
 * What the `context_schema` of a project asks for, and how far each of it is. Counts what the caller may read.
 *
 * @throws Forbidden when the project is missing, or the caller may not read it
 */
export async function readCompleteness(host: Host, caller: Caller, projectId: Key): Promise<Completeness> {
  const row = await itemsAs(host, caller, 'projects', host.database).readOne(projectId, {
    fields: ['id', 'context_version', 'context_schema'],
  });
  const project = {
    id: row['id'] as Key,
    context_version: Number(row['context_version'] ?? 0),
    context_schema: (row['context_schema'] ?? null) as Json,
  };
  if (project.context_schema === null) return measureCompleteness(project, []);
  const versions = await openVersions(host, caller, project.id);
  await judgeLive(host, caller, project.context_schema, versions);
  return measureCompleteness(project, versions);
}

async function openVersions(host: Host, caller: Caller, projectId: Key): Promise<OpenVersion[]> {
  const live = { promoted_context_version: { _nnull: true }, retired_context_version: { _null: true } };
  const rows = await itemsAs(host, caller, 'artifact_versions', host.database).readByQuery({
    filter: {
      _and: [
        { project_id: { _eq: projectId } },
        {
          _or: [
            { status: { _eq: 'pending' } },
            { _and: [{ status: { _eq: 'approved' } }, { promoted_context_version: { _null: true } }] },
            live,
          ],
        },
      ],
    },
    fields: ['id', 'schema_key', 'version_number', 'status', 'promoted_context_version'],
    limit: -1,
  });
  return rows.map((row) => ({
    id: row['id'] as string,
    schema_key: row['schema_key'] as string,
    version_number: row['version_number'] as number,
    stage:
      row['promoted_context_version'] !== null
        ? 'live'
        : row['status'] === 'pending'
          ? 'pending'
          : 'approved',
    valid: null,
  }));
}

/** Says of each live version under a rule whether it follows it. */
async function judgeLive(host: Host, caller: Caller, schema: Json, versions: OpenVersion[]): Promise<void> {
  const items = itemsAs(host, caller, 'artifact_versions', host.database);
  const until = Date.now() + ENOUGH_MS;
  const live = versions.filter(
    ({ stage, schema_key }) => stage === 'live' && findRule(schema, schema_key) !== null,
  );
  for (const some of chunk(live, AT_ONCE)) {
    const rows = await items.readByQuery({
      filter: { id: { _in: some.map(({ id }) => id) } },
      fields: ['id', 'value', 'primary_file_id'],
      limit: -1,
    });
    const byId = new Map(rows.map((row) => [row['id'] as string, row]));
    for (const version of some) {
      const row = byId.get(version.id);
      const found = findRule(schema, version.schema_key);
      if (row === undefined || found === null) continue;
      if (Date.now() > until) return;
      const primary_file_id = row['primary_file_id'] as string | null;
      const violations = await findViolations({ host, caller, knex: host.database }, found.rule, {
        value: (row['value'] ?? null) as Json,
        files: () => fileIdsOf(host.database, { id: version.id, primary_file_id }),
        complete: true,
      });
      version.valid = violations.length === 0;
      // Others have their turn in between.
      await setImmediate();
    }
  }
}
