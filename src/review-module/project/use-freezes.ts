import { computed, type ComputedRef, inject, type InjectionKey, provide, ref, type Ref } from 'vue';
import { readFreezes } from '../../app/freezes/read-freezes.js';
import { useMayUpdate } from '../../app/people/use-may-update.js';
import type { People } from '../../app/people/use-people.js';
import type { Client } from '../../app/registry/client.js';
import { useLoaded } from '../../app/registry/use-loaded.js';
import { type Freeze, isFrozenBy } from '../../domain/freezes.js';
import type { Key } from '../../domain/words.js';
import { readScheduled, type ScheduledRow } from './read-scheduled.js';

/** What the page asks about: a freeze to be made, at a key or, with null, everywhere; or one to be lifted. */
type FreezeQuestion = { make: string | null } | { lift: Freeze };

/** What is frozen and scheduled in the project of the page, as all its parts see it. */
export interface Freezes {
  list: ComputedRef<Freeze[]>;
  scheduled: ComputedRef<ScheduledRow[]>;
  /** Whether to offer freezing and lifting: to those who may, and not beside what was live in the past. */
  mayFreeze: ComputedRef<boolean>;
  /** The freeze that keeps a key from changing, the oldest if there are several. */
  of: (schemaKey: string) => Freeze | null;
  /** What is asked in the dialog; null while it is shut. */
  question: Ref<FreezeQuestion | null>;
  nameOf: (id: string | null) => string;
  load: () => Promise<void>;
}

const FREEZES: InjectionKey<Freezes> = Symbol('freezes');

/**
 * Reads what is frozen and scheduled in a project, and hands it to all that is below the page.
 *
 * @param isNow whether the page shows what is live now: what it shows of the past is not frozen
 */
export function provideFreezes(
  client: Client,
  people: People,
  projectId: () => Key | null,
  isNow: () => boolean,
): Freezes {
  const loaded = useLoaded(async () => {
    const id = projectId();
    if (id === null) return { list: [], scheduled: [] };
    const [list, scheduled] = await Promise.all([readFreezes(client, id), readScheduled(client, id)]);
    await people.learn(list.map(({ frozen_by }) => frozen_by));
    return { list, scheduled };
  });
  const may = useMayUpdate('projects');
  const list = computed(() => (isNow() ? (loaded.data.value?.list ?? []) : []));
  const freezes: Freezes = {
    list,
    scheduled: computed(() => loaded.data.value?.scheduled ?? []),
    mayFreeze: computed(() => may && isNow()),
    of: (schemaKey) => list.value.find(({ schema_key }) => isFrozenBy(schema_key, schemaKey)) ?? null,
    question: ref<FreezeQuestion | null>(null),
    nameOf: people.nameOf,
    load: loaded.load,
  };
  provide(FREEZES, freezes);
  return freezes;
}

/** What is frozen in the project of the page; null where nobody has read it. */
export function useFreezes(): Freezes | null {
  return inject(FREEZES, null);
}
