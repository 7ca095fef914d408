import { computed, shallowRef, type ComputedRef } from 'vue';
import type { Client } from '../../app/registry/client.js';
import { Refused } from '../../app/registry/client.js';
import type { QueueFilter } from '../queue/filter.js';
import { groupRows, shownOrder } from '../queue/group-rows.js';
import { readQueue } from '../queue/read-queue.js';
import { currentWalk, neighbours, rememberWalk, type Walk } from '../queue/walk.js';

/** Where the page is in the queue. */
export interface WalkPosition {
  previous: ComputedRef<string | null>;
  /** The version to go on with; at the end of the page that the queue has shown, what waits by then. */
  next: ComputedRef<string | null>;
  /** From 1; null for a version that is not in the queue. */
  place: ComputedRef<{ position: number; total: number } | null>;
  /** Finds out; call it for every version that is shown. */
  find: () => Promise<void>;
}

/** Next and previous in the order of the queue, also for somebody who came by a link. */
export function useWalk(client: Client, id: () => string, filter: () => QueueFilter): WalkPosition {
  const walk = shallowRef<Walk | null>(currentWalk());
  const further = shallowRef<string | null>(null);

  const find = async () => {
    const known = walk.value;
    const { next } = neighbours(known?.ids ?? [], id());
    if (known !== null && next !== null && known.ids.includes(id())) return;
    try {
      const { rows, total } = await readQueue(client, filter());
      const ids = shownOrder(groupRows(rows));
      if (known?.ids.includes(id())) {
        further.value = ids.find((other) => other !== id() && !known.ids.includes(other)) ?? null;
      } else {
        walk.value = { filter: filter(), ids, total };
        rememberWalk(walk.value);
      }
    } catch (error) {
      // One can still decide on what is on the screen, and go back to the queue.
      if (!(error instanceof Refused)) throw error;
    }
  };

  const around = computed(() => neighbours(walk.value?.ids ?? [], id()));
  const place = computed(() => {
    const index = walk.value?.ids.indexOf(id()) ?? -1;
    return walk.value === null || index === -1 ? null : { position: index + 1, total: walk.value.total };
  });
  return {
    previous: computed(() => around.value.previous),
    next: computed(() => around.value.next ?? further.value),
    place,
    find,
  };
}
