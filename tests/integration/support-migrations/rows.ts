import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';

/** A project, by raw SQL. */
export async function insertProject(knex: Knex): Promise<string> {
  const id = randomUUID();
  await knex('projects').insert({ id, title: 'A project' });
  return id;
}

/** A file's row, by raw SQL; its bytes do not matter to the database. */
export async function insertFile(knex: Knex): Promise<string> {
  const id = randomUUID();
  const row = { id, storage: 'local', filename_disk: `${id}.png`, filename_download: 'a.png', filesize: 3 };
  await knex('directus_files').insert(row);
  return id;
}

/** A pending version `brand.logo` with a hash, by raw SQL. */
export async function insertVersion(
  knex: Knex,
  projectId: string,
  number: number,
  columns: Record<string, unknown> = {},
): Promise<string> {
  const id = randomUUID();
  await knex('artifact_versions').insert({
    id,
    project_id: projectId,
    schema_key: 'brand.logo',
    version_number: number,
    value: JSON.stringify({ number }),
    content_hash: `hash of ${number}`,
    ...columns,
  });
  return id;
}

/** Puts a file on a version; returns the id of the junction row. */
export async function linkFile(knex: Knex, versionId: string, fileId: string, sort = 1): Promise<string> {
  const id = randomUUID();
  await knex('artifact_files').insert({
    id,
    artifact_version_id: versionId,
    directus_files_id: fileId,
    sort,
  });
  return id;
}

/** Appends an approval entry with the next number of its project. */
export async function insertEntry(
  knex: Knex,
  versionId: string,
  action: string,
  decisionId: string = randomUUID(),
): Promise<string> {
  const id = randomUUID();
  const version: { project_id: string } = await knex('artifact_versions').where({ id: versionId }).first();
  const last: { sequence: number } | undefined = await knex('artifact_approvals')
    .select('sequence')
    .where({ project_id: version.project_id })
    .orderBy('sequence', 'desc')
    .first();
  await knex('artifact_approvals').insert({
    id,
    artifact_version_id: versionId,
    project_id: version.project_id,
    action,
    actor_type: 'human',
    decision_id: decisionId,
    sequence: (last?.sequence ?? 0) + 1,
    entry_hash: 'not looked at here',
    date_created: new Date(),
  });
  return id;
}

const ACTIONS = { approved: 'approve', rejected: 'reject', superseded: 'supersede' };

/** Decides as the command does: one transaction that changes the status and then appends the entry. */
export async function decide(
  knex: Knex,
  versionId: string,
  status: keyof typeof ACTIONS,
  decisionId: string = randomUUID(),
): Promise<string> {
  await knex.transaction(async (trx) => {
    await trx('artifact_versions').where({ id: versionId }).update({ status, decision_id: decisionId });
    await insertEntry(trx, versionId, ACTIONS[status], decisionId);
  });
  return decisionId;
}

/** The code of ours at the start of what a guard says, or the driver's own code; null when nothing was refused. */
export async function refusal(attempt: PromiseLike<unknown>): Promise<string | null> {
  try {
    await attempt;
    return null;
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    return (
      /ILLEGAL_TRANSITION|VERSION_SEALED|APPEND_ONLY|PARENT_MISMATCH|CONTEXT_READ_ONLY/.exec(message)?.[0] ??
      code ??
      message
    );
  }
}
