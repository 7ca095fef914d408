import { type ChainHead, type ChainReport, verifyChain } from '../domain/audit-chain.js';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import { Forbidden } from '../errors/index.js';
import { entriesAfter } from '../store/approvals.js';
import { readProject } from '../store/projects.js';

const PAGE = 1000;

/**
 * Checks a project's audit chain from its first entry on, and that it is at least as long as the context says it
 * was at the last promotion: a chain that lost its tail is whole in itself.
 *
 * @throws Forbidden when the caller may not read the project or the audit log
 */
export async function verifyAudit(host: Host, caller: Caller, projectId: Key): Promise<ChainReport> {
  await itemsAs(host, caller, 'projects', host.database).readOne(projectId, { fields: ['id'] });
  await itemsAs(host, caller, 'artifact_approvals', host.database).readByQuery({ fields: ['id'], limit: 1 });
  return verifyProjectChain(host, projectId);
}

/** {@link verifyAudit} without asking who wants to know. */
export async function verifyProjectChain(host: Host, projectId: Key): Promise<ChainReport> {
  const project = await readProject(host.database, projectId);
  if (project === null) throw new Forbidden({});
  const promised = promisedHead(project.context);
  let head: ChainHead = { sequence: 0, entry_hash: null };
  let entries = 0;
  for (;;) {
    const page = await entriesAfter(host.database, projectId, head.sequence, PAGE);
    const report = verifyChain(page, head);
    entries += page.length;
    if (!report.valid) return { ...report, entries };
    const kept = page.find((entry) => entry.sequence === promised?.sequence);
    if (kept !== undefined && kept.entry_hash !== promised?.entry_hash) {
      const { sequence, id } = kept;
      const reason = 'The chain was rewritten up to here: the context remembers another hash of this entry.';
      return { valid: false, entries, first_broken: { sequence, id, reason } };
    }
    head = page.at(-1) ?? head;
    if (page.length < PAGE) return missingTail(head, promised, entries);
  }
}

/** The end of the chain at the last promotion, as the context remembers it. */
function promisedHead(context: unknown): ChainHead | null {
  const meta = (context as { _meta?: { audit_entries?: unknown; audit_head?: unknown } } | null)?._meta;
  if (typeof meta?.audit_entries !== 'number' || typeof meta.audit_head !== 'string') return null;
  return { sequence: meta.audit_entries, entry_hash: meta.audit_head };
}

function missingTail(head: ChainHead, promised: ChainHead | null, entries: number): ChainReport {
  if (promised === null || promised.sequence <= head.sequence) {
    return { valid: true, entries, first_broken: null };
  }
  const reason = `The chain ends here, but had ${promised.sequence} entries at the last promotion: its tail was cut off.`;
  return { valid: false, entries, first_broken: { sequence: head.sequence + 1, id: '', reason } };
}
