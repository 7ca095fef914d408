import type { Knex } from 'knex';
import { childLineage, type Lineage, orphanLineage, rootLineage } from '../../domain/lineage.js';
import type { Key } from '../../domain/words.js';
import { readLineages, type StoredLineage, type Violation, violation } from '../../store/invariants/index.js';
import { findWindowStart } from '../../store/lineage.js';

const PAGE = 200;

/** I8, as far as lineage goes: what every version stores about its ancestry follows from its parents. */
export async function checkLineage(trx: Knex, projectId: Key | undefined): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (let after: string | null = null; ;) {
    const page: StoredLineage[] = await readLineages(trx, { after, limit: PAGE, projectId });
    const parents = await parentsOf(trx, page);
    for (const version of page) {
      const flaw = await flawOf(trx, version, parents);
      if (flaw !== null) violations.push(violation('I8', { ...version, version_id: version.id }, flaw));
    }
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) return violations;
  }
}

async function parentsOf(trx: Knex, page: StoredLineage[]): Promise<Map<string, StoredLineage>> {
  const ids = page.flatMap(({ parent_id, merge_parent_id }) =>
    [parent_id, merge_parent_id].filter((id) => id !== null),
  );
  const parents = await readLineages(trx, { ids: [...new Set(ids)] });
  return new Map(parents.map((parent) => [parent.id, parent]));
}

async function flawOf(
  trx: Knex,
  version: StoredLineage,
  parents: Map<string, StoredLineage>,
): Promise<string | null> {
  const stored = version.version_lineage;
  if (stored === null) {
    return version.change_origin === null ? null : 'The version has no lineage.';
  }
  const parent = version.parent_id === null ? null : (parents.get(version.parent_id) ?? null);
  const misfit = parentFlaw(version, parent);
  if (misfit !== null) return misfit;
  // Reported at the parent: it is sealed by this very child.
  if (parent?.content_hash === null) return null;

  const mergeParent =
    version.merge_parent_id === null ? null : (parents.get(version.merge_parent_id) ?? null);
  const lineage = expectedLineage(version, { parent, mergeParent }, stored.at(-1) ?? '');
  const wrong = [
    sameHashes(stored, lineage.version_lineage) ? [] : ['version_lineage'],
    version.lineage_depth === lineage.lineage_depth ? [] : ['lineage_depth'],
    version.generation === lineage.generation ? [] : ['generation'],
    version.lineage_jump_id === (await jumpOf(trx, version, lineage)) ? [] : ['lineage_jump_id'],
  ].flat();
  if (wrong.length === 0) return null;
  return `${wrong.join(', ')}: not what ${parent === null ? 'a version without a parent row has' : 'follows from the parent'}.`;
}

function parentFlaw(version: StoredLineage, parent: StoredLineage | null): string | null {
  if (version.change_origin === 'deployment' && version.parent_hash !== null) {
    return 'A deployment starts anew, but the version has a parent.';
  }
  if (parent === null) return null;
  if (parent.schema_key !== version.schema_key || String(parent.project_id) !== String(version.project_id)) {
    return `Its parent ${parent.id} belongs to another line.`;
  }
  return parent.content_hash === version.parent_hash
    ? null
    : `parent_hash is ${version.parent_hash ?? 'empty'}, the parent has ${parent.content_hash ?? 'no hash'}.`;
}

/** @param lastOfWindow counts as the own hash while an edit has left the version without one */
function expectedLineage(
  version: StoredLineage,
  { parent, mergeParent }: { parent: StoredLineage | null; mergeParent: StoredLineage | null },
  lastOfWindow: string,
): Lineage {
  const hash = version.content_hash ?? lastOfWindow;
  if (parent !== null) return childLineage({ parent, mergeParent, hash });
  return version.parent_hash === null ? rootLineage(hash) : orphanLineage(version.parent_hash, hash);
}

async function jumpOf(trx: Knex, version: StoredLineage, { jump }: Lineage): Promise<string | null> {
  if (jump.kind === 'self') return version.id;
  if (jump.kind === 'row') return jump.id;
  return findWindowStart(trx, { parentId: version.parent_id ?? '', ...jump });
}

function sameHashes(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((hash, index) => hash === b[index]);
}
