import type { Knex } from 'knex';
import { deriveActor } from '../domain/actor.js';
import { chooseOrigin } from '../domain/lineage.js';
import type { Actor, Sha256, Timestamp, Version, VersionInput } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayCreate } from '../directus/may-create.js';
import { isForbidden } from '../errors/is-forbidden.js';
import { lockProjects } from '../store/projects.js';
import { type Line, lineName } from '../store/lines.js';
import { assertKeysFree } from './assert-keys-free.js';
import { assertMayRefer, assertTasksFit } from './assert-references.js';
import { assertUnmoved } from './assert-unmoved.js';
import { hashContents } from './content.js';
import { assertFollowSchema, proposalOf } from './context-schema/assert-follow-schema.js';
import { lineageOf } from './derive-lineage.js';
import { findParent } from './find-parent.js';
import { type PossibleParents, readPossibleParents } from './possible-parents.js';
import type { RecordInput } from './record-input.js';
import { resolveInputs } from './staleness/resolve-inputs.js';

/**
 * Turns what clients ask for into complete rows: numbered, hashed, with parent and lineage. Locks the projects
 * and the parents until the transaction ends; the caller inserts the rows in this order, in this transaction.
 *
 * @throws Forbidden when project, task, execution or a file is missing or unreadable
 * @throws InvalidPayload when the task belongs to another project
 * @throws SchemaKeyConflict, ParentNotFound, ParentMismatch, InputNotFound, ContentChanged, ValueSchemaViolation
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
  const projects = await lockProjects(
    trx,
    inputs.map((input) => input.project_id),
    [],
  );
  await assertTasksFit(trx, inputs);
  await assertKeysFree(trx, distinctLines(inputs));
  await assertUnmoved(
    { host, caller, trx },
    inputs.flatMap((input) => input.madeFrom ?? []),
  );
  await assertFollowSchema({ host, caller, knex: trx, projects }, inputs.map(proposalOf));

  const madeFrom = await resolveInputs({ host, caller, trx }, inputs);
  const possible = await readPossibleParents({ host, caller, trx }, inputs, madeFrom.open);
  const hashes = await hashContents(host, caller, trx, inputs);
  const numbers = new Map([...possible.heads].map(([line, { number }]) => [line, number]));
  const given = { actor: deriveActor(caller.accountability), now: new Date().toISOString(), possible };
  const prepared: Version[] = [];
  for (const [index, hash] of hashes.entries()) {
    const input = inputs[index];
    if (input === undefined) continue;
    const number = (numbers.get(lineName(input)) ?? 0) + 1;
    numbers.set(lineName(input), number);
    const made = madeFrom.of.get(input.id) ?? null;
    prepared.push(await prepareOne(trx, input, { ...given, hash, number, prepared, made }));
  }
  return prepared;
}

async function prepareOne(
  trx: Knex.Transaction,
  input: RecordInput,
  given: {
    actor: Actor;
    now: Timestamp;
    possible: PossibleParents;
    hash: Sha256;
    number: number;
    prepared: Version[];
    made: VersionInput[] | null;
  },
): Promise<Version> {
  const { hash, prepared, possible } = given;
  const parent = findParent(input, given);
  const { windowStarts } = possible;
  const lineage = await lineageOf(trx, { id: input.id, parent, hash, prepared, windowStarts });
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
    inputs: given.made,
    change_origin: chooseOrigin({
      given: input.change_origin,
      hasParent: lineage.parent_hash !== null,
      actor: given.actor,
    }),
    decision_id: null,
    approved_at: null,
    approved_by: null,
    rejection_reason: null,
    promote_at: null,
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
  return [...new Map(inputs.map((input) => [lineName(input), input])).values()];
}
