import type { Knex } from 'knex';
import { deriveActor } from '../domain/actor.js';
import { chooseOrigin } from '../domain/lineage.js';
import type { Actor, Timestamp, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayCreate } from '../directus/may-create.js';
import { isForbidden } from '../errors/is-forbidden.js';
import { lockProjects } from '../store/projects.js';
import { type Line, type LineHead, readHead } from '../store/lines.js';
import { assertKeysFree } from './assert-keys-free.js';
import { assertMayRefer, assertTasksFit } from './assert-references.js';
import { assertUnmoved } from './assert-unmoved.js';
import { hashContent } from './content.js';
import { assertFollowSchema, proposalOf } from './context-schema/assert-follow-schema.js';
import { lineageOf } from './derive-lineage.js';
import { findParent } from './find-parent.js';
import type { RecordInput } from './record-input.js';

/**
 * Turns what clients ask for into complete rows: numbered, hashed, with parent and lineage. Locks the projects
 * and the parents until the transaction ends; the caller inserts the rows in this order, in this transaction.
 *
 * @throws Forbidden when project, task, execution or a file is missing or unreadable
 * @throws InvalidPayload when the task belongs to another project
 * @throws SchemaKeyConflict, ParentNotFound, ParentMismatch, ContentChanged, ValueSchemaViolation
 */
export async function prepareVersions(args: Preparation): Promise<Version[]> {
  try {
    return await prepareAll(args);
  } catch (error) {
    // Why nothing can be recorded says something about other versions: not to those who may record none.
    if (!isForbidden(error)) await assertMayCreate(args.host, args.caller, 'artifact_versions', args.trx);
    throw error;
  }
}

interface Preparation {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  inputs: RecordInput[];
}

async function prepareAll({ host, caller, trx, inputs }: Preparation): Promise<Version[]> {
  await assertMayRefer(host, caller, trx, inputs);
  await lockProjects(
    trx,
    inputs.map((input) => input.project_id),
  );
  await assertTasksFit(trx, inputs);
  await assertKeysFree(trx, distinctLines(inputs));
  await assertUnmoved(
    { host, caller, trx },
    inputs.flatMap((input) => input.madeFrom ?? []),
  );
  await assertFollowSchema({ host, caller, knex: trx }, inputs.map(proposalOf));

  const actor = deriveActor(caller.accountability);
  const now = new Date().toISOString();
  const heads = new Map<string, LineHead>();
  const prepared: Version[] = [];
  for (const input of inputs) {
    const line = lineKey(input);
    const head = heads.get(line) ?? (await readHead(trx, input));
    const number = head.number + 1;
    heads.set(line, { ...head, number });
    prepared.push(await prepareOne({ host, caller, trx }, input, { actor, now, number, prepared, head }));
  }
  return prepared;
}

async function prepareOne(
  context: { host: Host; caller: Caller; trx: Knex.Transaction },
  input: RecordInput,
  given: { actor: Actor; now: Timestamp; number: number; prepared: Version[]; head: LineHead },
): Promise<Version> {
  const parent = await findParent(context, input, given);
  const hash = await hashContent(context.host, context.caller, context.trx, input);
  const lineage = await lineageOf(context.trx, { id: input.id, parent, hash, prepared: given.prepared });
  return {
    id: input.id,
    project_id: input.project_id,
    schema_key: input.schema_key,
    version_number: given.number,
    status: 'pending',
    value: input.value,
    primary_file_id: input.primary_file_id,
    source_task_id: input.source_task_id,
    execution_id: input.execution_id,
    summary: input.summary,
    content_hash: hash,
    ...lineage,
    change_origin: chooseOrigin({
      given: input.change_origin,
      hasParent: lineage.parent_hash !== null,
      actor: given.actor,
    }),
    decision_id: null,
    approved_at: null,
    approved_by: null,
    rejection_reason: null,
    promoted_at: null,
    promoted_context_version: null,
    retired_context_version: null,
    archived_at: null,
    archive_file_id: null,
    callback_url: input.callback_url,
    date_created: given.now,
    user_created: given.actor.id,
  };
}

function distinctLines(inputs: RecordInput[]): Line[] {
  return [...new Map(inputs.map((input) => [lineKey(input), input])).values()];
}

function lineKey(line: Line): string {
  return JSON.stringify([String(line.project_id), line.schema_key]);
}
