import type { Knex } from 'knex';
import { assertCallbackAllowed } from '../commands/callback-origin.js';
import type { Key, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';
import { InvalidPayload } from '../errors/index.js';
import { readTasks } from '../store/tasks.js';
import { readText } from './read-text.js';
import { assertLinkKeys, relatedId, relatedKey } from './related-key.js';

/** An edit of versions, as a client sent it: without the fields it has no say in. */
export interface Editing {
  host: Host;
  caller: Caller;
  database: Knex;
  versions: Version[];
  edits: Record<string, unknown>;
}

/**
 * Refuses in an edit what would have been refused when the version was recorded: otherwise recording something
 * harmless and editing it afterwards would be the way around every rule.
 *
 * @throws InvalidPayload for text that cannot be stored, a callback address that is not allowed, or a task of
 *   another project
 * @throws Forbidden for a file, task or execution that is missing or that the caller may not read
 */
export async function checkEditedFields(editing: Editing): Promise<void> {
  const { host, caller, database, versions, edits } = editing;
  readText(edits, 'summary');
  const callbackUrl = readText(edits, 'callback_url');
  if (callbackUrl !== null) assertCallbackAllowed(callbackUrl, host.settings);
  assertLinkKeys(edits, 'files');
  const task = relatedKey(edits, 'source_task_id');
  const references = [
    ['directus_files', relatedId(edits, 'primary_file_id')],
    ['tasks', task],
    ['task_executions', relatedKey(edits, 'execution_id')],
  ] as const;
  for (const [collection, key] of references) {
    if (key !== null) await assertReadable(host, caller, collection, [key], database);
  }
  if (task !== null) await assertTaskFits(database, task, versions);
}

async function assertTaskFits(database: Knex, taskId: Key, versions: Version[]): Promise<void> {
  const [task] = await readTasks(database, [taskId]);
  const home = task?.project_id ?? null;
  if (home === null || versions.every(({ project_id }) => String(project_id) === String(home))) return;
  throw new InvalidPayload({
    field: 'source_task_id',
    reason: '"source_task_id" names a task of another project than the version belongs to',
  });
}
