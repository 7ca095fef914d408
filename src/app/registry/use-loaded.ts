import { type ComputedRef, type Ref, computed, shallowRef } from 'vue';
import type { Failure } from './failure.js';
import { Refused } from './client.js';

/** Something that a page reads from the server, in each of its states. */
export interface Loaded<T> {
  /** What was read last; it stays while it is read again. */
  data: Ref<T | null>;
  loading: Ref<boolean>;
  /** Why the last attempt failed. */
  failure: Ref<Failure | null>;
  /** Nothing to show yet, and no reason why not: time for a skeleton. */
  waiting: ComputedRef<boolean>;
  /** Reads it (again). Never rejects: the outcome is in the fields above. */
  load: () => Promise<void>;
}

/**
 * Reads with its states. When a second read is started before the first has answered, only the second one's answer
 * counts: filters are changed faster than they are answered.
 */
export function useLoaded<T>(read: () => Promise<T>): Loaded<T> {
  const data: Ref<T | null> = shallowRef(null);
  const loading = shallowRef(false);
  const failure: Ref<Failure | null> = shallowRef(null);
  let latest = 0;
  const load = async () => {
    const mine = ++latest;
    loading.value = true;
    try {
      const answer = await read();
      if (mine !== latest) return;
      data.value = answer;
      failure.value = null;
    } catch (error) {
      if (mine !== latest) return;
      if (!(error instanceof Refused)) throw error;
      failure.value = error.failure;
    } finally {
      if (mine === latest) loading.value = false;
    }
  };
  const waiting = computed(() => data.value === null && failure.value === null);
  return { data, loading, failure, waiting, load };
}
