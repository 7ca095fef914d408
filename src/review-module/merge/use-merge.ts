import { computed, ref, type Ref, shallowRef } from 'vue';
import { type Client, Refused } from '../../app/registry/client.js';
import type { Failure } from '../../app/registry/failure.js';
import { randomKey } from '../../app/registry/random-key.js';
import { type Loaded, useLoaded } from '../../app/registry/use-loaded.js';
import {
  type Choice,
  type Choices,
  type Conflict,
  openConflicts,
  optionsFor,
  resolutionsOf,
} from './choices.js';
import {
  createMerge,
  type MergeRequest,
  type MergeSide,
  readSide,
  rehearse,
  type Rehearsal,
} from './read-merge.js';
import { useChoices } from './use-choices.js';

/** A merge in the making. */
export interface Merge {
  sides: Loaded<{ ours: MergeSide; theirs: MergeSide } | null>;
  /** What comes out while nothing is settled. */
  attempt: Loaded<{ rehearsal: Rehearsal; base: MergeSide } | null>;
  conflicts: Ref<readonly Conflict[]>;
  choices: Ref<Choices>;
  /** Settles a conflict, unless it cannot be settled like that. */
  choose: (conflict: Conflict, choice: Choice) => void;
  open: Ref<Conflict[]>;
  ready: Ref<boolean>;
  /** What comes out with the choices; null until all conflicts are settled. */
  preview: Loaded<Rehearsal | null>;
  create: () => Promise<void>;
  creating: Ref<boolean>;
  /** The new version. */
  made: Ref<{ id: string; version_number: number } | null>;
  /** Why it could not be created. */
  failure: Ref<Failure | null>;
  /** Reads everything (again). */
  load: () => Promise<void>;
  /** Changes whenever the preview has to be read again. */
  signature: Ref<string>;
}

/** @param request what the URL asks for; null if it does not say */
export function useMerge(client: Client, request: () => MergeRequest | null): Merge {
  const sides = useLoaded(async () => {
    const asked = request();
    if (asked === null) return null;
    const [ours, theirs] = await Promise.all([readSide(client, asked.ours), readSide(client, asked.theirs)]);
    return { ours, theirs };
  });
  const attempt = useLoaded(async () => {
    const asked = request();
    if (asked === null) return null;
    const rehearsal = await rehearse(client, asked, {});
    return { rehearsal, base: await readSide(client, rehearsal.base_id) };
  });
  const conflicts = computed(() => attempt.data.value?.rehearsal.conflicts ?? []);
  const state = computed(() => {
    if (!sides.data.value || !attempt.data.value) return null;
    const versions = [sides.data.value.ours, sides.data.value.theirs, attempt.data.value.base];
    return versions.map(({ id, content_hash }) => `${id}:${content_hash ?? ''}`).join(' ');
  });
  const kept = useChoices(
    () => state.value,
    () => conflicts.value,
  );
  const open = computed(() => openConflicts(conflicts.value, kept.choices.value));
  const ready = computed(() => attempt.data.value !== null && open.value.length === 0);
  const resolutions = computed(() => resolutionsOf(conflicts.value, kept.choices.value));
  const signature = computed(() => JSON.stringify([state.value, ready.value, resolutions.value]));
  const preview = useLoaded(async () => {
    const asked = request();
    return asked === null || !ready.value ? null : rehearse(client, asked, resolutions.value);
  });

  const made: Merge['made'] = shallowRef(null);
  const creating = ref(false);
  const failure: Merge['failure'] = shallowRef(null);
  // One key per request: trying again after a lost answer must not merge twice.
  const key = computed(() => (signature.value === '' ? '' : randomKey()));
  const create = async () => {
    const asked = request();
    if (asked === null || !ready.value || creating.value) return;
    creating.value = true;
    failure.value = null;
    try {
      made.value = await createMerge(client, asked, resolutions.value, key.value);
      kept.forget();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      failure.value = error.failure;
      // A version was edited meanwhile: what is in conflict may be something else now.
      if (error.failure.status === 409) await Promise.all([sides.load(), attempt.load()]);
    } finally {
      creating.value = false;
    }
  };
  const load = async () => {
    made.value = null;
    failure.value = null;
    await Promise.all([sides.load(), attempt.load()]);
  };
  const choose = (conflict: Conflict, choice: Choice) => {
    if (optionsFor(conflict).includes(choice.from)) kept.choose(conflict.path, choice);
  };
  const { choices } = kept;
  return {
    ...{ sides, attempt, conflicts, choices, choose, open, ready, preview },
    ...{ create, creating, made, failure, load, signature },
  };
}
