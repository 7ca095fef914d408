import type { MergeFile } from '../domain/merge/file-outcome.js';
import type { Taken } from '../domain/merge/merge-outcome.js';
import { joinInputs } from '../domain/staleness/inputs.js';
import type { Json, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { removeUploads, uploadText } from '../directus/upload-text.js';
import { MergeConflict } from '../errors/index.js';
import { type Answer, answerOnce, type OnceRequest } from './answer-once.js';
import { type MergeConflictDetail, type MergePlan, type MergeQuestion, planMerge } from './plan-merge.js';
import { type RecordRequest, recordVersions } from './record-versions.js';
import type { Particulars } from './restore-version.js';

/** A file of a merge that was not recorded; a merged text has no id yet. */
type RehearsedFile = Omit<MergeFile, 'file_id'> & { file_id: string | null };

/** What a merge would make. */
export interface MergeRehearsal {
  dry_run: true;
  base_id: string;
  bases: string[];
  value: Json;
  files: RehearsedFile[];
  conflicts: MergeConflictDetail[];
  taken: Taken[];
  summary: string;
}

/** A merged version, or ours, which contains theirs already. */
export type Merged = Version & { base_id: string; unchanged?: true };

/**
 * Merges a version into another one of its line and records the result as a new pending version with both parents.
 *
 * @throws MergeConflict for what both sides changed and no resolution settles
 * @throws ContentChanged when one of the versions was open and has been edited since it was read
 * @throws what {@link planMerge} and {@link recordVersions} throw
 */
export async function mergeVersions(args: {
  host: Host;
  caller: Caller;
  merge: MergeQuestion;
  particulars: Particulars;
  dryRun: boolean;
  once: OnceRequest | null;
  respond: (result: Merged | MergeRehearsal) => Json;
}): Promise<Answer> {
  const { host, caller, merge, particulars, dryRun, once, respond } = args;
  const plan = await planMerge(host, caller, merge);
  const base_id = plan.base.version.id;
  if (dryRun) return { status: 200, body: respond(rehearse(plan)), announcements: [], replayed: false };
  if (base_id === merge.theirsId) {
    const body = respond({ ...plan.ours.version, unchanged: true, base_id });
    return answerOnce(host, once, () => Promise.resolve({ status: 200, body, announcements: [] }));
  }
  if (plan.conflicts.length > 0) throw new MergeConflict({ conflicts: plan.conflicts, base_id });

  const uploads = new Map<string, string>();
  let recorded = false;
  try {
    for (const [path, merged] of plan.texts) uploads.set(path, await uploadText(host, caller, merged));
    const answer = await recordVersions({
      host,
      caller,
      once,
      requests: [toRequest(plan, uploads, particulars)],
      respond: ([version]) => {
        if (version === undefined) throw new Error('One version asked for, one recorded');
        return respond({ ...version, base_id });
      },
    });
    recorded = !answer.replayed;
    return answer;
  } finally {
    if (!recorded) await removeUploads(host, caller, [...uploads.values()]);
  }
}

function toRequest(
  plan: MergePlan,
  uploads: ReadonlyMap<string, string>,
  particulars: Particulars,
): RecordRequest {
  const { ours, theirs, base } = plan;
  const files = plan.files.map((file) => ({ ...file, file_id: uploads.get(file.file_id) ?? file.file_id }));
  return {
    project_id: ours.version.project_id,
    schema_key: ours.version.schema_key,
    value: plan.value,
    files: files.map((file) => file.file_id),
    primary_file_id: files.find((file) => file.role === 'primary')?.file_id ?? null,
    source_task_id: particulars.source_task_id ?? null,
    execution_id: particulars.execution_id ?? null,
    summary: particulars.summary ?? plan.summary,
    callback_url: particulars.callback_url ?? null,
    parent_id: ours.version.id,
    merge_parent_id: theirs.version.id,
    inheritedInputs: joinInputs(ours.version.inputs, theirs.version.inputs) ?? undefined,
    madeFrom: [ours, theirs, base].map(({ version, content_hash }) => ({ id: version.id, content_hash })),
  };
}

function rehearse(plan: MergePlan): MergeRehearsal {
  const { base, bases, value, files, texts, conflicts, taken, summary } = plan;
  return {
    dry_run: true,
    base_id: base.version.id,
    bases,
    value,
    files: files.map((file) => (texts.has(file.file_id) ? { ...file, file_id: null } : file)),
    conflicts,
    taken,
    summary,
  };
}
