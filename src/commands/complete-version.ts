import { isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import type { Sha256, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { writeBackfill } from '../store/backfill.js';
import { hashContent } from './content.js';
import { lineageOf } from './derive-lineage.js';

/** Why a version that is older than this system cannot be completed, as a clause. */
export class Incompletable extends Error {
  constructor(
    reason: string,
    readonly fileId: string | null = null,
  ) {
    super(reason);
  }
}

interface Completion {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  /** Locked, and so is what it builds on. */
  version: Version;
  /** What it builds on, complete itself; null for a root. Asked for after the version turned out to be sound. */
  parentOf: (version: Version) => Promise<Version | null>;
  files: { file_id: string; primary: boolean }[];
  /** Why the bytes of a file could not be read, by its id. */
  unreadable: Map<string, string>;
  sealed: boolean;
}

/**
 * Gives one version that is older than this system its content hash, parent and lineage.
 *
 * @returns the version as it is now
 * @throws Incompletable when its content cannot be hashed, or does not fit what the row says already
 */
export async function completeVersion(args: Completion): Promise<Version> {
  const { trx, version, sealed } = args;
  if (version.parent_id !== null || version.parent_hash !== null || version.merge_parent_id !== null) {
    throw new Incompletable('it names a parent, but has no lineage that says what the parent was then');
  }
  const hash = await reasoned(() => hashOf(args));
  if (sealed && version.content_hash !== null && version.content_hash !== hash) {
    throw new Incompletable(`its content has hash ${hash}, but ${version.content_hash} is stored`);
  }
  const above = await reasoned(() => args.parentOf(version));
  const parent = above === null ? null : { version: above, merged: null };
  const lineage = await lineageOf(trx, { id: version.id, parent, hash });
  const backfill = { ...lineage, content_hash: hash };
  await writeBackfill(trx, version.id, backfill);
  return { ...version, ...backfill };
}

async function hashOf({ host, caller, trx, version, files, unreadable }: Completion): Promise<Sha256> {
  for (const { file_id } of files) {
    const reason = unreadable.get(file_id);
    if (reason !== undefined) throw new Incompletable(reason, file_id);
  }
  if (version.archive_file_id !== null) {
    throw new Incompletable('its value is archived in a file; bring it back first', version.archive_file_id);
  }
  return hashContent(host, caller, trx, { value: version.value, files });
}

/**
 * Turns what is wrong with one version into a reason.
 *
 * @throws Incompletable, or what the database said: its transaction is over
 */
async function reasoned<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Incompletable || !(error instanceof Error)) throw error;
    const fromElsewhere = 'code' in error && !isDirectusError(error);
    if (fromElsewhere) throw error;
    throw new Incompletable(error.message.replace(/\.$/, ''));
  }
}
