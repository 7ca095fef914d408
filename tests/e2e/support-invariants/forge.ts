import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { chainEntries } from '../../../src/domain/audit-chain.js';
import { setEntry } from '../../../src/domain/context.js';
import type { ApprovalEntry, JsonObject, Key } from '../../../src/domain/words.js';
import { appendEntries, entriesAfter } from '../../../src/store/approvals.js';
import { readProject } from '../../../src/store/projects.js';

/**
 * Rewrites the log of a project as somebody would who knows how it is made: the chain is whole again, and the
 * context remembers the new one. What the chain cannot tell then, the other invariants have to. Needs the guards
 * to be gone.
 */
export async function forgeLog(
  knex: Knex,
  projectId: Key,
  change: (entries: ApprovalEntry[]) => ApprovalEntry[],
): Promise<void> {
  const entries = await entriesAfter(knex, projectId, 0, 1000);
  const forged = chainEntries({ sequence: 0, entry_hash: null }, change(entries));
  await knex('artifact_approvals').where({ project_id: projectId }).delete();
  await appendEntries(knex, forged);
  const project = await readProject(knex, projectId);
  const last = forged.findLast((entry) => entry.context_version === project?.context_version);
  if (project?.context == null || last === undefined) return;
  const meta = project.context['_meta'] as JsonObject;
  const promised = { ...meta, audit_entries: last.sequence, audit_head: last.entry_hash };
  await writeContext(knex, projectId, setEntry(project.context, '_meta', promised));
}

export async function writeContext(knex: Knex, projectId: Key, context: unknown): Promise<void> {
  await knex('projects')
    .where({ id: projectId })
    .update({ context: JSON.stringify(context) });
}

/** Changes columns of a version as nobody but the owner of the database could, and only without the guards. */
export async function tamper(knex: Knex, versionId: string, columns: Record<string, unknown>): Promise<void> {
  const hit = await knex('artifact_versions').where({ id: versionId }).update(columns);
  if (hit !== 1) throw new Error(`There is no version ${versionId}, or the guards are back.`);
}

/** An entry like another one, of another decision. */
export function again(entry: ApprovalEntry, more: Partial<ApprovalEntry> = {}): ApprovalEntry {
  return { ...entry, id: randomUUID(), decision_id: randomUUID(), ...more };
}
