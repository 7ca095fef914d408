import type { Knex } from 'knex';
import groupBy from 'lodash/groupBy.js';
import { installGuards, removeGuards } from '../../../migrations/lib/guards.js';
import { lifecycleColumns } from '../../../migrations/lib/guards/messages.js';
import { isHeldApproval } from '../../domain/policies/words.js';
import { idOf, type PortableRow, type ProjectRows, textOf } from '../../domain/transfer/project-rows.js';
import { inRounds } from '../../domain/transfer/record-order.js';
import { linkInputs } from '../inputs.js';
import { insertRows, updateRow } from './insert-project.js';

/** Which fields of a version each entry of the log has set. */
const SETS: Record<string, string[]> = {
  approve: ['approved_at', 'approved_by', 'promote_at'],
  reject: ['rejection_reason'],
  revoke: ['rejection_reason'],
  supersede: [],
};
const STATUS_AFTER: Record<string, string> = {
  approve: 'approved',
  reject: 'rejected',
  revoke: 'rejected',
  supersede: 'superseded',
};

/**
 * Puts versions, with their files, into a database whose guards refuse any version that is not recorded as pending,
 * and then decides and promotes them again, entry by entry, as the log has it: each step is one that the guards allow,
 * so that what comes out is a history that could have happened here.
 *
 * Decisions that are older than the registry have no entry. For versions with such a one the guards are put aside
 * inside this transaction, and are there again before it goes on.
 */
export async function replayVersions(trx: Knex.Transaction, rows: ProjectRows): Promise<void> {
  const older = decidedWithoutEntry(rows);
  if (older.size > 0) {
    await removeGuards(trx, 'artifact_versions');
    await removeGuards(trx, 'artifact_files');
  }
  await recordAll(trx, rows, older);
  if (older.size > 0) {
    await installGuards(trx);
    // With the guards put aside nothing has written them.
    await linkInputs(trx, rows.artifact_versions);
  }
  await decideAll(trx, rows, older);
  await insertRows(trx, 'artifact_approvals', inOrder(rows.artifact_approvals));
}

/** Versions with a status, or marks, that no entry explains. */
function decidedWithoutEntry({
  artifact_versions: versions,
  artifact_approvals: entries,
}: ProjectRows): Set<string> {
  const decided = new Set(
    entries
      .filter(({ action }) => action === 'approve' || action === 'reject')
      .map((entry) => textOf(entry, 'artifact_version_id')),
  );
  return new Set(versions.filter((row) => row['status'] !== 'pending' && !decided.has(idOf(row))).map(idOf));
}

/** A version can only be recorded after what it builds on, and a file only be linked before something seals it. */
async function recordAll(trx: Knex.Transaction, rows: ProjectRows, older: Set<string>): Promise<void> {
  const links = groupBy(rows.artifact_files, (row) => textOf(row, 'artifact_version_id'));
  for (const versions of inRounds(rows.artifact_versions)) {
    await insertRows(
      trx,
      'artifact_versions',
      versions.map((row) => (older.has(idOf(row)) ? row : asRecorded(row))),
    );
    await insertRows(
      trx,
      'artifact_files',
      versions.flatMap((row) => links[idOf(row)] ?? []),
    );
  }
}

function asRecorded(row: PortableRow): PortableRow {
  if (row['status'] === 'pending') return row;
  const empty = [...lifecycleColumns, 'promote_at', 'rejection_reason'].map((column) => [column, null]);
  return { ...row, ...(Object.fromEntries(empty) as PortableRow), status: 'pending' };
}

async function decideAll(trx: Knex.Transaction, rows: ProjectRows, older: Set<string>): Promise<void> {
  const versions = new Map(rows.artifact_versions.map((row) => [idOf(row), row]));
  const statuses = new Map<string, string>();
  const retiring = groupBy(
    rows.artifact_versions.filter((row) => row['retired_context_version'] != null && !older.has(idOf(row))),
    (row) => Number(row['retired_context_version']),
  );
  for (const entry of inOrder(rows.artifact_approvals)) {
    // First what leaves the context: only one version of a line can be live.
    const bump = Number(entry['context_version'] ?? -1);
    for (const row of retiring[bump] ?? [])
      await updateRow(trx, 'artifact_versions', row, ['retired_context_version']);
    retiring[bump] = [];
    const row = versions.get(textOf(entry, 'artifact_version_id') ?? '');
    if (row === undefined || older.has(idOf(row))) continue;
    const action = textOf(entry, 'action') ?? '';
    if (action === 'promote') {
      await updateRow(trx, 'artifact_versions', row, ['promoted_at', 'promoted_context_version']);
      continue;
    }
    // An approval that policies counted while others were missing decided nothing yet.
    if (isHeldApproval({ action, decision_id: textOf(entry, 'decision_id') })) continue;
    const status = STATUS_AFTER[action];
    const now = statuses.get(idOf(row)) ?? 'pending';
    // A reason that was added to a decision later, or the revoke of what stays superseded, decides nothing.
    if (status === undefined || status === now || now === 'superseded') continue;
    statuses.set(idOf(row), status);
    await updateRow(trx, 'artifact_versions', { ...row, status, decision_id: entry['decision_id'] ?? null }, [
      'status',
      'decision_id',
      ...(SETS[action] ?? []),
    ]);
  }
}

function inOrder(entries: PortableRow[]): PortableRow[] {
  return [...entries].sort((a, b) => Number(a['sequence']) - Number(b['sequence']));
}
