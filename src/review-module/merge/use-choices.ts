import { type Ref, shallowRef, watch } from 'vue';
import { type Choice, type Choices, type Conflict, readKept } from './choices.js';

/** Choices that survive a reload of the page, but not the tab. */
export interface KeptChoices {
  choices: Ref<Choices>;
  choose: (path: string, choice: Choice) => void;
  /** Forgets them: the merge was made. */
  forget: () => void;
}

/**
 * @param state what the choices were made for: the merge and the content of its versions. Choices that were made for
 *   another state do not come back. Null while it is not known.
 */
export function useChoices(state: () => string | null, conflicts: () => readonly Conflict[]): KeptChoices {
  const choices: Ref<Choices> = shallowRef({});
  const nameOf = (key: string) => `artifacts-merge ${key}`;
  watch(
    state,
    (key) => (choices.value = key === null ? {} : readKept(sessionStorage.getItem(nameOf(key)), conflicts())),
    { immediate: true },
  );
  return {
    choices,
    choose: (path, choice) => {
      choices.value = { ...choices.value, [path]: choice };
      const key = state();
      if (key !== null) sessionStorage.setItem(nameOf(key), JSON.stringify(choices.value));
    },
    forget: () => {
      const key = state();
      if (key !== null) sessionStorage.removeItem(nameOf(key));
    },
  };
}
