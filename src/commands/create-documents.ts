import type { Knex } from 'knex';
import { categoryOf, matchesGlob } from '../domain/schema-key.js';
import type { Key, Version } from '../domain/words.js';
import { elevated } from '../directus/elevated.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs, QUIETLY } from '../directus/items.js';
import { documentedVersions } from '../store/documents.js';

/** Which promoted versions get a document: none, all, or those whose key matches one of the globs. */
export type DocumentRule = 'off' | 'all' | string[];

export interface CreatedDocument {
  id: Key;
  version_id: string;
  schema_key: string;
}

/**
 * Creates the documents of versions that just went live, one per version and never a second time. Elevated:
 * a reviewer who may decide need not be allowed to write documents.
 */
export async function createDocuments(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  projectId: Key;
  versions: Version[];
  rule: DocumentRule;
}): Promise<CreatedDocument[]> {
  const { host, trx, rule } = args;
  const wanted = args.versions.filter((version) => isWanted(rule, version.schema_key));
  if (wanted.length === 0) return [];
  const system = elevated(args.caller);
  const done = await documentedVersions(
    trx,
    wanted.map((version) => version.id),
  );
  const title = await projectTitle(host, system, trx, args.projectId);
  const documents = itemsAs(host, system, 'documents', trx);
  const created: CreatedDocument[] = [];
  for (const version of wanted.filter(({ id }) => !done.has(id))) {
    const id = await documents.createOne(
      {
        title: [title, version.schema_key].filter(Boolean).join(' - '),
        project_id: args.projectId,
        file_id: version.primary_file_id,
        source_task_id: version.source_task_id,
        artifact_version_id: version.id,
        status: 'approved',
        category: categoryOf(version.schema_key),
      },
      QUIETLY,
    );
    created.push({ id, version_id: version.id, schema_key: version.schema_key });
  }
  return created;
}

function isWanted(rule: DocumentRule, schemaKey: string): boolean {
  if (rule === 'off' || rule === 'all') return rule === 'all';
  return rule.some((glob) => matchesGlob(schemaKey, glob));
}

/** An operator's own `projects` may have no title. */
async function projectTitle(
  host: Host,
  system: Caller,
  trx: Knex.Transaction,
  projectId: Key,
): Promise<string | null> {
  if (system.schema.collections['projects']?.fields['title'] === undefined) return null;
  const project = await itemsAs(host, system, 'projects', trx).readOne(projectId, { fields: ['title'] });
  return typeof project['title'] === 'string' ? project['title'] : null;
}
