import { randomUUID } from 'node:crypto';
import type { Json, Key } from '../../../src/domain/words.js';
import type { Instance } from '../../helpers/instance.js';
import { expectedHash } from '../support-http/content-hash.js';

/** A pending version as a test writes it by SQL: what cannot come about through the API yet, or not any more. */
export interface InsertedVersion {
  id: string;
  project_id: Key;
  schema_key: string;
  version_number: number;
  content_hash: string | null;
  parent_id: string | null;
  merge_parent_id: string | null;
  change_origin: string | null;
  generation: number | null;
}

const AT_ONCE = 50;

/** A row for {@link insertVersions}, complete but for what `more` says. */
export function versionRow(
  value: Json,
  more: Partial<InsertedVersion> & Pick<InsertedVersion, 'project_id' | 'schema_key' | 'version_number'>,
): InsertedVersion & { value: string } {
  const content_hash = expectedHash(value);
  return {
    id: randomUUID(),
    content_hash,
    parent_id: null,
    merge_parent_id: null,
    change_origin: null,
    generation: null,
    ...more,
    value: JSON.stringify(value),
  };
}

/** Writes rows beside Directus. Parents come before their children. */
export async function insertVersions(
  { knex }: Instance,
  rows: (InsertedVersion & { value: string })[],
): Promise<void> {
  await knex.transaction(async (trx) => {
    await trx.batchInsert(
      'artifact_versions',
      rows.map((row) => ({ ...row, status: 'pending', date_created: new Date() })),
      AT_ONCE,
    );
  });
}
