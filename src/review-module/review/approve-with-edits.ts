import type { Client } from '../../app/registry/client.js';
import { Refused } from '../../app/registry/client.js';
import type { Failure } from '../../app/registry/failure.js';
import { randomKey } from '../../app/registry/random-key.js';
import type { Decided, NewVersion, VersionDetail } from '../../app/registry/rows.js';
import type { Json } from '../../domain/words.js';

/** How far it came: a failure after `recorded` leaves a pending version behind, which has to be said. */
export interface EditOutcome {
  recorded: { id: string; version_number: number; content_hash: string | null } | null;
  approved: Decided | null;
  failure: Failure | null;
}

/** Keys of one attempt: the same again, after a lost answer, records and decides nothing twice. */
export interface EditKeys {
  record: string;
  approve: string;
}

export function freshKeys(): EditKeys {
  return { record: randomKey(), approve: randomKey() };
}

/**
 * Records a version with the edited value on top of the proposed one, and approves it. These are two requests: the
 * server has no transaction for both. Never rejects for what the server refuses.
 */
export async function approveWithEdits(
  client: Client,
  args: { proposed: VersionDetail; value: Json; summary: string; reason: string; keys: EditKeys },
): Promise<EditOutcome> {
  const { proposed, value, summary, reason, keys } = args;
  const outcome: EditOutcome = { recorded: null, approved: null, failure: null };
  try {
    const body = newVersion(proposed, value, summary);
    outcome.recorded = await client.post<NonNullable<EditOutcome['recorded']>>(
      '/artifacts/versions',
      body,
      keys.record,
    );
    const { id, content_hash } = outcome.recorded;
    const decision = {
      version_id: id,
      action: 'approve',
      ...(reason === '' ? {} : { reason }),
      ...(content_hash === null ? {} : { content_hash }),
    };
    outcome.approved = await client.post<Decided>('/artifacts/decisions', decision, keys.approve);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    outcome.failure = error.failure;
  }
  return outcome;
}

function newVersion(proposed: VersionDetail, value: Json, summary: string): NewVersion {
  const { project_id, schema_key, primary_file_id, source_task_id, execution_id } = proposed;
  return {
    project_id: project_id.id,
    schema_key,
    value,
    // Edited is the value only: the files are those of the proposal.
    files: linkedFiles(proposed),
    ...(primary_file_id === null ? {} : { primary_file_id: primary_file_id.id }),
    ...(source_task_id === null ? {} : { source_task_id: source_task_id.id }),
    ...(execution_id === null ? {} : { execution_id: execution_id.id }),
    change_origin: 'local_modification',
    parent_id: proposed.id,
    // Whoever corrects it does not make it from something else.
    ...(proposed.inputs === null ? {} : { inputs: proposed.inputs }),
    summary,
  };
}

/** In the order that the content hash goes by: a main file that is not linked stands first. */
function linkedFiles({ files, primary_file_id: primary }: VersionDetail): string[] {
  const linked = files.map((link) => link.directus_files_id.id);
  return primary === null || linked.includes(primary.id) ? linked : [primary.id, ...linked];
}
