import type { Knex } from 'knex';
import { decideOnRequest } from '../../src/commands/decide-on-request.js';
import { promote } from '../../src/commands/promote.js';
import { recordVersions } from '../../src/commands/record-versions.js';
import { inTransaction } from '../../src/commands/transaction.js';
import type { Announcement } from '../../src/directus/announce.js';
import type { Caller, Host } from '../../src/directus/host.js';

export type Step = 'record' | 'approve' | 'promote';

let turn = 0;

/**
 * One command, as its route calls it, in a transaction of its own or in `trx`.
 *
 * @param id of the project to record for, or of the version
 * @param schemaKey to record under; one of twenty in turns, if left out
 * @returns id of the version
 */
export async function runCommand(
  context: { host: Host; caller: Caller; trx: Knex.Transaction | null },
  step: Step,
  id: string,
  schemaKey = `brand.k${turn % 20}`,
): Promise<{ id: string; announcements: Announcement[] }> {
  const { host, caller } = context;
  if (step === 'record') return { id: await record(host, caller, id, schemaKey), announcements: [] };
  const work = async (trx: Knex.Transaction): Promise<Announcement[]> => {
    const { announcements } =
      step === 'approve'
        ? await decideOnRequest({ host, caller, trx, decisions: [{ version_id: id, action: 'approve' }] })
        : await promote({ host, caller, trx, scope: { version_ids: [id] } });
    return announcements;
  };
  const announcements =
    context.trx === null ? await inTransaction(host.database, work) : await work(context.trx);
  return { id, announcements };
}

/** The transaction is that of Directus' own `createMany`, on `host.database`. */
async function record(host: Host, caller: Caller, project_id: string, schema_key: string): Promise<string> {
  let recorded = '';
  await recordVersions({
    host,
    caller,
    once: null,
    requests: [
      {
        project_id,
        schema_key,
        value: { turn: turn++ },
        files: [],
        primary_file_id: null,
        source_task_id: null,
        execution_id: null,
        summary: null,
        callback_url: null,
      },
    ],
    respond: ([version]) => {
      recorded = version?.id ?? '';
      return null;
    },
  });
  return recorded;
}
