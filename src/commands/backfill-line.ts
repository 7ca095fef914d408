import { setTimeout as sleep } from 'node:timers/promises';
import { isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import type { Caller, Host } from '../directus/host.js';
import { type OldVersion, waitingVersions } from '../store/backfill.js';
import { isPostgres } from '../store/dialect.js';
import type { Line } from '../store/lines.js';
import { backfillBatch, type BatchOutcome } from './backfill-batch.js';
import { filesOf } from './content.js';
import { type FileDigests, readDigests } from './read-digests.js';
import { inTransaction } from './transaction.js';
import { translateDatabaseError } from './translate-database-error.js';

const BATCH = 50; // values of up to a megabyte each

/** Nobody waits for an answer: rather a minute later than not at all. */
const ATTEMPTS = 30;

/** Why a line could not be completed, and the version that the rest of it waits for. */
export interface BackfillFailure extends Line {
  /** Null if it is not known which. */
  version_id: string | null;
  /** The file that is to blame, if one is. */
  file_id: string | null;
  /** As a clause without a full stop. */
  reason: string;
}

interface LineArguments {
  host: Host;
  caller: Caller;
  line: Line;
  dryRun: boolean;
  /** Told how many more versions were completed. */
  onVersions: (versions: number) => void;
}

/** Versions of one transaction, with the digests of their files, which were read before it began. */
interface Batch {
  versions: OldVersion[];
  digests: FileDigests;
}

/**
 * Completes the versions of one line that wait, oldest first, up to the first that cannot be completed.
 *
 * @returns how many were completed, and what the rest waits for, or null
 */
export async function backfillLine(
  args: LineArguments,
): Promise<{ completed: number; failure: BackfillFailure | null }> {
  let completed = 0;
  const count = (versions: number): void => {
    completed += versions;
    args.onVersions(versions);
  };
  try {
    const failure = args.dryRun ? await rehearse(args, count) : await complete(args, count);
    return { completed, failure: failure === null ? null : { ...args.line, ...failure } };
  } catch (error) {
    const failure = { ...args.line, version_id: null, file_id: null, reason: refusalOf(error) };
    return { completed, failure };
  }
}

async function complete(
  args: LineArguments,
  count: (versions: number) => void,
): Promise<BatchOutcome['failure']> {
  const { database } = args.host;
  for await (const batch of batchesOf(args)) {
    const started = Date.now();
    const { completed, failure } = await inTransaction(database, (trx) => run(args, trx, batch), ATTEMPTS);
    count(completed);
    if (failure !== null) return failure;
    // SQLite queues nobody: whoever waits for the one writer only looks now and then whether there is a gap.
    if (!isPostgres(database)) await sleep(Date.now() - started);
  }
  return null;
}

/** Does all of it in one transaction, because each batch builds on the one before, and takes it back. */
async function rehearse(
  args: LineArguments,
  count: (versions: number) => void,
): Promise<BatchOutcome['failure']> {
  // Before it begins: SQLite has one connection, and nobody should wait while files are read.
  const batches: Batch[] = [];
  for await (const batch of batchesOf(args)) batches.push(batch);
  let counted = 0;
  const inVain = async (trx: Knex.Transaction): Promise<never> => {
    count(-counted);
    counted = 0;
    for (const batch of batches) {
      const { completed, failure } = await run(args, trx, batch);
      count(completed);
      counted += completed;
      if (failure !== null) throw new Rehearsed(failure);
    }
    throw new Rehearsed(null);
  };
  try {
    return await inTransaction(args.host.database, inVain, ATTEMPTS);
  } catch (error) {
    if (error instanceof Rehearsed) return error.failure;
    throw error;
  }
}

/** Leaves a transaction, which is thereby rolled back, with what it came to. */
class Rehearsed extends Error {
  constructor(readonly failure: BatchOutcome['failure']) {
    super('Nothing of this is kept');
  }
}

function run(args: LineArguments, trx: Knex.Transaction, batch: Batch): Promise<BatchOutcome> {
  const ids = batch.versions.map((version) => version.id);
  return backfillBatch({ ...args, trx, ids, digests: batch.digests });
}

async function* batchesOf({ host, caller, line }: LineArguments): AsyncGenerator<Batch> {
  for (let after: number | null = null; ;) {
    const versions: OldVersion[] = await waitingVersions(host.database, line, { after, limit: BATCH });
    const last = versions.at(-1);
    if (last === undefined) return;
    const files = [...(await filesOf(host.database, versions)).values()].flat();
    const fileIds = [...new Set(files.map((file) => file.file_id))];
    yield { versions, digests: await readDigests(host, caller, fileIds) };
    after = last.version_number;
  }
}

/**
 * What is wrong with this line, as a clause.
 *
 * @throws whatever is wrong with more than this line, such as a database that is gone
 */
function refusalOf(error: unknown): string {
  const refusal = translateDatabaseError(error);
  if (refusal instanceof SyntaxError) return `a value is not JSON (${refusal.message})`;
  if (isDirectusError(refusal)) return refusal.message;
  throw error;
}
