import { shallowRef } from 'vue';
import type { QueueFilter } from './filter.js';

/** The page of the queue that a reviewer goes through: what next and previous mean on the review page. */
export interface Walk {
  filter: QueueFilter;
  /** In the order in which the queue showed them, those that are decided by now included. */
  ids: string[];
  /** How many there were on all pages. */
  total: number;
}

const walk = shallowRef<Walk | null>(null);

export function rememberWalk(next: Walk): void {
  walk.value = next;
}

/** The walk that was begun in the queue; null for somebody who came by a link. */
export function currentWalk(): Walk | null {
  return walk.value;
}

/** The neighbours of a version on a walk; null where it ends, or when the version is not on it. */
export function neighbours(
  ids: readonly string[],
  id: string,
): { previous: string | null; next: string | null } {
  const at = ids.indexOf(id);
  if (at === -1) return { previous: null, next: ids[0] ?? null };
  return { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null };
}
