import type { Json, Key, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import type { Answer, OnceRequest } from './answer-once.js';
import { readContents } from './read-content.js';
import { recordVersions } from './record-versions.js';

/** What a client may say about a version that a command makes out of others. */
export interface Particulars {
  summary?: string | null | undefined;
  source_task_id?: Key | null | undefined;
  execution_id?: Key | null | undefined;
  callback_url?: string | null | undefined;
}

/**
 * Records a new pending version with the content of an earlier one, on top of the line's approved (else newest)
 * version: going back is a step forward that is reviewed like any other. It was made from what the earlier one was.
 *
 * @throws Forbidden when the version or one of its files is unreadable, or the caller may record none
 * @throws ContentChanged when the version was open and has been edited in between
 * @throws SchemaKeyConflict when the key has been taken by others since
 */
export async function restoreVersion(args: {
  host: Host;
  caller: Caller;
  versionId: string;
  particulars: Particulars;
  once: OnceRequest | null;
  respond: (restored: Version) => Json;
}): Promise<Answer> {
  const { host, caller, versionId, particulars, once, respond } = args;
  const [source] = await readContents(host, caller, [versionId]);
  if (source === undefined) throw new Error('One version asked for, one read');
  const { version, files, content_hash } = source;
  return recordVersions({
    host,
    caller,
    once,
    requests: [
      {
        project_id: version.project_id,
        schema_key: version.schema_key,
        value: version.value,
        files: files.map((file) => file.file_id),
        primary_file_id: version.primary_file_id,
        source_task_id: particulars.source_task_id ?? null,
        execution_id: particulars.execution_id ?? null,
        summary: particulars.summary ?? `Restores version ${version.version_number}`,
        callback_url: particulars.callback_url ?? null,
        change_origin: 'local_modification',
        inheritedInputs: version.inputs ?? undefined,
        madeFrom: [{ id: version.id, content_hash }],
      },
    ],
    respond: ([restored]) => {
      if (restored === undefined) throw new Error('One version asked for, one recorded');
      return respond(restored);
    },
  });
}
