import { computed, type ComputedRef, type Ref, shallowRef } from 'vue';
import { Refused, type Client } from '../../app/registry/client.js';
import type { Failure } from '../../app/registry/failure.js';
import { dayOf, type HistoryFilter, looksThroughLoaded, passes } from './filter.js';
import { readTimeline, type TimelineEntry } from './read-history.js';

/** Entries per request, when they are read to be shown and when they are looked through. */
const PAGE = 100;
const SEARCH_PAGE = 500;
/** Pages that are looked through before the user is asked whether to go on. */
const PAGES_IN_A_ROW = 10;

export interface Timeline {
  /** All that was read so far, newest first. */
  loaded: Ref<TimelineEntry[] | null>;
  /** Those of them that the filter lets through. */
  shown: ComputedRef<TimelineEntry[]>;
  /** Whether older entries could pass the filter. */
  hasMore: ComputedRef<boolean>;
  busy: Ref<boolean>;
  failure: Ref<Failure | null>;
  /** Begins anew. */
  reload: () => Promise<void>;
  /** Goes on until something more passes the filter, nothing older can, or a lot was looked through in vain. */
  more: () => Promise<void>;
  /** Adds what was recorded meanwhile on top. @returns whether there was anything */
  catchUp: () => Promise<boolean>;
}

/**
 * The audit log of a project, read page by page. Key and action are the server's business; actor and days are
 * looked for in what was read.
 */
export function useTimeline(client: Client, project: () => string, filter: () => HistoryFilter): Timeline {
  const loaded: Ref<TimelineEntry[] | null> = shallowRef(null);
  const next = shallowRef<number | null | undefined>(undefined);
  const busy = shallowRef(false);
  const failure: Ref<Failure | null> = shallowRef(null);
  let latest = 0;

  const shown = computed(() => (loaded.value ?? []).filter((entry) => passes(entry, filter())));
  const hasMore = computed(() => next.value !== null && !isBefore(loaded.value?.at(-1), filter().since));

  /** Runs one reading at a time: the answer to a filter that was changed meanwhile does not count. */
  const run = async (read: (isLatest: () => boolean) => Promise<void>) => {
    const mine = ++latest;
    busy.value = true;
    try {
      await read(() => mine === latest);
      if (mine === latest) failure.value = null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (mine === latest) failure.value = error.failure;
    } finally {
      if (mine === latest) busy.value = false;
    }
  };
  const readOn = async (isLatest: () => boolean) => {
    const limit = looksThroughLoaded(filter()) ? SEARCH_PAGE : PAGE;
    const before = shown.value.length;
    let pages = 0;
    do {
      const page = await readTimeline(client, project(), filter(), {
        before: next.value ?? undefined,
        limit,
      });
      if (!isLatest()) return;
      loaded.value = [...(loaded.value ?? []), ...page.entries];
      next.value = page.next;
    } while (hasMore.value && shown.value.length === before && ++pages < PAGES_IN_A_ROW);
  };

  return {
    loaded,
    shown,
    hasMore,
    busy,
    failure,
    reload: () =>
      run(async (isLatest) => {
        loaded.value = null;
        next.value = undefined;
        await readOn(isLatest);
      }),
    more: () => run(readOn),
    catchUp: async () => {
      if (busy.value || loaded.value === null) return false;
      let found = false;
      await run(async (isLatest) => {
        const page = await readTimeline(client, project(), filter(), { before: undefined, limit: PAGE });
        if (!isLatest()) return;
        const newest = loaded.value?.[0]?.sequence ?? 0;
        const added = page.entries.filter(({ sequence }) => sequence > newest);
        found = added.length > 0;
        if (added.length < page.entries.length || page.next === null)
          loaded.value = [...added, ...(loaded.value ?? [])];
        else [loaded.value, next.value] = [page.entries, page.next];
      });
      return found;
    },
  };
}

function isBefore(entry: TimelineEntry | undefined, since: string | null): boolean {
  return entry !== undefined && since !== null && dayOf(entry.date_created) < since;
}
