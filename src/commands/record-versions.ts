import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { orderFiles } from '../domain/content-hash.js';
import type { Json, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import { assertMayCreate } from '../directus/may-create.js';
import { assertReadable } from '../directus/readable.js';
import { becomeWriter } from '../store/dialect.js';
import { lockProjects } from '../store/projects.js';
import { readVersions } from '../store/versions.js';
import {
  type Answer,
  answerOnce,
  keepAnswer,
  leavingWith,
  type OnceRequest,
  replayIfAnswered,
} from './answer-once.js';
import { assertSchemaKnown } from './assert-schema-known.js';
import { assertMaySeeParents } from './assert-may-see-parents.js';
import { digestsOf } from './content.js';
import { warmFacts } from './context-schema/assert-follow-schema.js';
import { findUnchanged } from './find-unchanged.js';
import { carryOut } from './policies/carry-out.js';
import { queueForReview } from './notifications/queue-for-review.js';
import { planAutomatic, plannedIn } from './policies/plan-automatic.js';
import { prepareVersions } from './prepare-versions.js';
import type { RecordInput } from './record-input.js';
import { callbackRequests, registerCallbacks } from './register-callbacks.js';

/** A version as our own commands ask for it: the id is ours, and `files` are ids in their order. */
export type RecordRequest = Omit<RecordInput, 'id' | 'files'> & { files: string[] };

/** A recorded version, or the parent that a `sync` found unchanged. */
export type Recorded = Version & { unchanged?: true };

/**
 * A request to record versions on its way through Directus' own `createMany`, which opens the transaction,
 * checks permissions and emits the create events. Our create filter finds it by the id of the row.
 */
export interface Recording {
  /** The complete row for this id, prepared with all others of the request at the first call. */
  rowFor(trx: Knex.Transaction, id: string): Promise<Version>;
}

const underWay = new Map<string, Recording>();

/** The recording that a row about to be created belongs to, if it came through the endpoint. */
export function recordingOf(id: unknown): Recording | null {
  return typeof id === 'string' ? (underWay.get(id) ?? null) : null;
}

/**
 * Records versions, all or none. A `sync` whose content equals its parent's records nothing and answers with the
 * parent and `unchanged: true`; who asked to be called back is then called back for the parent. What policies decide
 * by themselves is decided before the answer.
 *
 * @param respond turns the versions, in the order of the requests, into the response body
 * @throws what {@link prepareVersions} throws, and Directus' FORBIDDEN without the right to create versions
 */
export async function recordVersions(args: {
  host: Host;
  caller: Caller;
  requests: RecordRequest[];
  once: OnceRequest | null;
  respond: (recorded: Recorded[]) => Json;
}): Promise<Answer> {
  const { host, caller, once, respond } = args;
  const inputs = args.requests.map(toInput);
  await warmDigests(host, caller, inputs);
  const unchanged = await findUnchanged(host, caller, inputs);
  const fresh = inputs.filter((input) => !unchanged.has(input.id));
  const callbacks = callbackRequests(inputs, unchanged);
  const answerWith = (rows: Version[]): { status: number; body: Json } => {
    const byId = new Map(rows.map((row) => [row.id, row]));
    const recorded = inputs.map((input): Recorded => {
      const parent = unchanged.get(input.id);
      if (parent !== undefined) return { ...parent, unchanged: true };
      const row = byId.get(input.id);
      if (row === undefined) throw new Error(`Version ${input.id} was not prepared`);
      return row;
    });
    return { status: fresh.length === 0 ? 200 : 201, body: respond(recorded) };
  };
  if (fresh.length === 0) {
    return answerOnce(host, once, async (trx) => {
      await assertMayCreate(host, caller, 'artifact_versions', trx);
      await registerCallbacks({ host, caller, trx, requests: callbacks });
      return { ...answerWith([]), announcements: [] };
    });
  }

  let answer: { status: number; body: Json } | undefined;
  let automatic: string[] = [];
  const recording = new RecordingInDirectus(async (trx) => {
    await becomeWriter(trx);
    await assertSchemaKnown(trx);
    if (once !== null) await replayIfAnswered(host, trx, once);
    if (callbacks.length > 0) await lockProjectsOf(host, caller, trx, inputs);
    const rows = await prepareVersions({ host, caller, trx, inputs: fresh });
    await planAutomatic(caller, trx, rows);
    await queueForReview(host, trx, rows);
    await assertMaySeeParents(host, caller, trx, rows);
    await registerCallbacks({ host, caller, trx, requests: callbacks });
    answer = answerWith(rows);
    automatic = plannedIn(trx);
    if (once !== null) await keepAnswer(trx, once, answer);
    return rows;
  });
  for (const input of fresh) underWay.set(input.id, recording);
  try {
    return await leavingWith(async () => {
      const service = itemsAs(host, caller, 'artifact_versions', host.database);
      await service.createMany(fresh.map(toPayload));
      if (answer === undefined) throw new Error('The create filter of this bundle did not run');
      if (automatic.length > 0) {
        for (const id of automatic) await carryOut(host, id);
        const ids = fresh.map((input) => input.id);
        answer = answerWith(await readVersions(host.database, ids));
      }
      return { ...answer, announcements: [], replayed: false };
    });
  } finally {
    for (const input of fresh) underWay.delete(input.id);
  }
}

class RecordingInDirectus implements Recording {
  #trx: Knex.Transaction | undefined;
  #rows = new Map<string, Version>();

  constructor(private readonly prepare: (trx: Knex.Transaction) => Promise<Version[]>) {}

  async rowFor(trx: Knex.Transaction, id: string): Promise<Version> {
    // Directus runs the transaction again after a deadlock: what was prepared in the old one is gone.
    if (this.#trx !== trx) {
      this.#rows = new Map((await this.prepare(trx)).map((row) => [row.id, row]));
      this.#trx = trx;
    }
    const row = this.#rows.get(id);
    if (row === undefined) throw new Error(`Version ${id} was not prepared`);
    return row;
  }
}

function toInput(request: RecordRequest): RecordInput {
  const { files, ...rest } = request;
  const links = files.map((file_id, index) => ({ file_id, sort: index + 1, id: String(index) }));
  return { ...rest, id: randomUUID(), files: orderFiles(request.primary_file_id, links) };
}

/** All at once and in their order: two steps that each lock their own could wait for each other. */
async function lockProjectsOf(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  inputs: RecordInput[],
): Promise<void> {
  const ids = inputs.map((input) => input.project_id);
  await assertReadable(host, caller, 'projects', ids, trx);
  await lockProjects(trx, ids, []);
}

/** What goes through Directus: the fields whose permission it checks, and the junction rows. */
function toPayload(input: RecordInput): Record<string, unknown> {
  const linked = input.files.map(({ file_id }, index) => ({ directus_files_id: file_id, sort: index + 1 }));
  return { id: input.id, ...(linked.length === 0 ? {} : { files: linked }) };
}

/** Reading a large file must not happen while the project is locked, so it happens here, before. */
async function warmDigests(host: Host, caller: Caller, inputs: RecordInput[]): Promise<void> {
  const fileIds = inputs.flatMap((input) => input.files.map((file) => file.file_id));
  await assertReadable(host, caller, 'directus_files', fileIds, host.database);
  await digestsOf(host, caller, host.database, fileIds);
  await warmFacts({ host, caller, knex: host.database }, inputs);
}
