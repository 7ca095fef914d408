import type { Knex } from 'knex';
import type { Key } from '../domain/words.js';
import { openMerges } from '../store/archivable.js';
import { readVersions } from '../store/versions.js';
import { commonAncestors } from './find-common-ancestor.js';

/**
 * Versions of a project that the decision on a merge may look at, as long as that is open: both parents of the merge,
 * and all their best common ancestors. Stays right only under the project lock.
 */
export async function neededByMerges(knex: Knex, projectId: Key): Promise<Set<string>> {
  const needed = new Set<string>();
  for (const { parent_id, merge_parent_id } of await openMerges(knex, projectId)) {
    const ids = [merge_parent_id, ...(parent_id === null ? [] : [parent_id])];
    const [one, other] = await readVersions(knex, ids);
    const ancestors = one === undefined || other === undefined ? [] : await commonAncestors(knex, one, other);
    for (const id of [...ids, ...ancestors]) needed.add(id);
  }
  return needed;
}
