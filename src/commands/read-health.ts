import type { PromotionRule } from '../domain/promotion-rule.js';
import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';
import type { Key, Timestamp } from '../domain/words.js';
import { Forbidden } from '../errors/index.js';
import { readClock } from '../store/dialect.js';
import { countScheduled } from '../store/schedules.js';
import { absentGuards, missingColumns, missingRules, readOutbox } from '../store/health.js';
import { newerMigration } from './assert-schema-known.js';
import { checkInvariants, type Violation } from './check-invariants.js';

/** How this installation is. */
export interface Health {
  /** Degraded: something that protects recorded work is missing, or an invariant is broken. */
  status: 'ok' | 'degraded';
  /** `newer`: the newest migration, if it is of a release that this bundle does not know, and so writes nothing. */
  schema: { migrated: boolean; missing: string[]; newer: string | null };
  guards: { missing: string[] };
  outbox: { pending: number; failed: number; oldest_pending_seconds: number | null };
  /** Overdue: past their time, and nothing keeps them. `frozen`: past their time, and kept by a freeze. */
  schedule: { waiting: number; overdue: number; frozen: number; oldest_overdue_seconds: number | null };
  settings: {
    promote_on: PromotionRule;
    create_documents: 'off' | 'all' | string[];
    forbid_self_approval: boolean;
  };
  /** Only when asked for. */
  violations?: Violation[];
}

/**
 * Looks at schema, guards and outbox; with `deep` also at every invariant, which reads all versions and files.
 *
 * Callbacks that wait or were given up do not degrade: the other side being away is no fault of this one. Nor does
 * what should be live by now: it may have been due while no server was there.
 *
 * @param args.projectId narrows `deep` to one project
 * @throws Forbidden when `deep` is asked for by anyone but an administrator, and for a project that is not there
 */
export async function readHealth(args: {
  host: Host;
  caller: Caller;
  deep: boolean;
  projectId?: Key | undefined;
}): Promise<Health> {
  const { host, caller, deep, projectId } = args;
  if (deep && caller.accountability !== null && !caller.accountability.admin) {
    throw new Forbidden({ reason: 'Only an administrator may check the invariants' });
  }
  const columns = await missingColumns(host.database);
  const missing = [...columns, ...(await missingRules(host.database))];
  const newer = await newerMigration(host.database);
  const guards = { missing: await absentGuards(host.database) };
  const outbox = columns.some((name) => name.startsWith('artifact_callbacks'))
    ? { pending: 0, failed: 0, oldest_pending_seconds: null }
    : await outboxNow(host);
  const schedule = columns.some(isOfSchedules)
    ? { waiting: 0, overdue: 0, frozen: 0, oldest_overdue_seconds: null }
    : await scheduleNow(host);
  // The invariants speak of columns that must be there to be asked about.
  const violations = deep && columns.length === 0 ? await checkDeep(host, caller, projectId) : undefined;
  const { promoteOn, createDocuments, forbidSelfApproval } = host.settings;
  const wrong = [...missing, ...guards.missing, ...(violations ?? []), ...(newer === null ? [] : [newer])];
  return {
    status: wrong.length === 0 ? 'ok' : 'degraded',
    schema: { migrated: missing.length === 0, missing, newer },
    guards,
    outbox,
    schedule,
    settings: {
      promote_on: promoteOn,
      create_documents: createDocuments,
      forbid_self_approval: forbidSelfApproval,
    },
    ...(violations === undefined ? {} : { violations }),
  };
}

async function checkDeep(host: Host, caller: Caller, projectId: Key | undefined): Promise<Violation[]> {
  if (projectId !== undefined) {
    await assertReadable(host, caller, 'projects', [projectId], host.database);
  }
  return checkInvariants({ host, caller, projectId });
}

async function outboxNow(host: Host): Promise<Health['outbox']> {
  const { pending, failed, oldestPending } = await readOutbox(host.database);
  const now = await readClock(host.database);
  return { pending, failed, oldest_pending_seconds: secondsSince(oldestPending, now) };
}

function isOfSchedules(missing: string): boolean {
  return /^artifact_(freezes|schedules|versions)/.test(missing);
}

async function scheduleNow(host: Host): Promise<Health['schedule']> {
  const now = await readClock(host.database);
  const { oldestOverdue, ...counts } = await countScheduled(host.database, now);
  return { ...counts, oldest_overdue_seconds: secondsSince(oldestOverdue, now) };
}

function secondsSince(moment: Timestamp | null, now: Timestamp): number | null {
  return moment === null ? null : Math.floor(Math.max(0, Date.parse(now) - Date.parse(moment)) / 1000);
}
