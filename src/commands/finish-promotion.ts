import type { Knex } from 'knex';
import type { FrozenVersion, ScheduledVersion } from '../domain/freezes.js';
import type { Key } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { enqueueSubscriptions } from './enqueue-subscriptions.js';
import { createDocuments, type CreatedDocument, type DocumentRule } from './create-documents.js';
import type { Settled } from './settle-project.js';

/** A promotion or withdrawal as every route reports it. */
export interface PromotionResult {
  project_id: Key;
  previous_context_version: number;
  context_version: number;
  promoted: { schema_key: string; version_id: string; replaces: string | null }[];
  documents: CreatedDocument[];
  /** What was not promoted because somebody has frozen its key. */
  frozen: FrozenVersion[];
  /** What was not promoted because it has a moment of its own, which has yet to come. */
  scheduled: ScheduledVersion[];
}

/**
 * What follows when projects were settled: calls to those who subscribed, the documents of what went live, the
 * result to report, and whom to tell after the commit. Runs in the same transaction.
 *
 * @param documentRule what the request asked for; the instance's setting where it asked for nothing
 */
export async function finishPromotion(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  settled: Settled[];
  documentRule?: DocumentRule | undefined;
}): Promise<{ results: PromotionResult[]; announcements: Announcement[] }> {
  await enqueueSubscriptions(args.trx, args.settled);
  const results: PromotionResult[] = [];
  for (const settled of args.settled) {
    const documents = await createDocuments({
      ...args,
      projectId: settled.project.id,
      versions: settled.promoted.map(({ version }) => version),
      rule: args.documentRule ?? args.host.settings.createDocuments,
    });
    results.push({
      project_id: settled.project.id,
      previous_context_version: settled.previousContextVersion,
      context_version: settled.contextVersion,
      promoted: settled.promoted.map(({ version, replaces }) => ({
        schema_key: version.schema_key,
        version_id: version.id,
        replaces: replaces?.id ?? null,
      })),
      documents,
      ...settled.held,
    });
  }
  const promoted = args.settled.flatMap((settled) => settled.promoted.map(({ version }) => version.id));
  const bumped = args.settled.filter((settled) => settled.contextVersion !== settled.previousContextVersion);
  return {
    results,
    announcements: [
      { collection: 'artifact_versions', keys: promoted, payload: {} },
      { collection: 'projects', keys: bumped.map(({ project }) => project.id), payload: {} },
      {
        collection: 'documents',
        keys: results.flatMap((one) => one.documents.map(({ id }) => id)),
        payload: {},
      },
    ],
  };
}
