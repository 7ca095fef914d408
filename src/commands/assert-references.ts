import type { Knex } from 'knex';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';
import { InvalidPayload } from '../errors/index.js';
import { readTasks } from '../store/tasks.js';
import type { RecordInput } from './record-input.js';

/**
 * What a version refers to must be there and readable: its hash and number would tell of it otherwise.
 *
 * @throws Forbidden for what is missing or unreadable
 */
export async function assertMayRefer(
  host: Host,
  caller: Caller,
  trx: Knex,
  inputs: RecordInput[],
): Promise<void> {
  const keys = (pick: (input: RecordInput) => Key | null) =>
    inputs.flatMap((input) => {
      const key = pick(input);
      return key === null ? [] : [key];
    });
  const fileIds = inputs.flatMap((input) => input.files.map((file) => file.file_id));
  await assertReadable(
    host,
    caller,
    'projects',
    keys((input) => input.project_id),
    trx,
  );
  await assertReadable(
    host,
    caller,
    'tasks',
    keys((input) => input.source_task_id),
    trx,
  );
  await assertReadable(
    host,
    caller,
    'task_executions',
    keys((input) => input.execution_id),
    trx,
  );
  await assertReadable(host, caller, 'directus_files', fileIds, trx);
}

/** @throws InvalidPayload when a task belongs to another project than its version */
export async function assertTasksFit(trx: Knex, inputs: RecordInput[]): Promise<void> {
  const ids = inputs.flatMap((input) => (input.source_task_id === null ? [] : [input.source_task_id]));
  const tasks = new Map((await readTasks(trx, ids)).map((task) => [String(task.id), task]));
  for (const input of inputs) {
    const home = tasks.get(String(input.source_task_id))?.project_id;
    if (home != null && String(home) !== String(input.project_id)) {
      throw new InvalidPayload({
        field: 'source_task_id',
        reason: `"source_task_id" names a task of another project than "project_id"`,
      });
    }
  }
}
