import chunk from 'lodash/chunk.js';
import { reactive } from 'vue';
import type { Client } from '../registry/client.js';
import { Refused } from '../registry/client.js';
import type { Person } from '../registry/rows.js';
import { useTexts } from '../texts/use-texts.js';
import { displayName } from './display-name.js';

/** How many ids the route takes. */
const AT_ONCE = 100;

/** Everybody learnt so far; null: there is no name to tell. One for all pages. */
const known = reactive(new Map<string, Person | null>());
/** Whose answer is under way, with that answer. */
const asked = new Map<string, Promise<void>>();

export interface People {
  /** The name of a user, as far as the caller may know it; null is the system. An ellipsis until it is learnt. */
  nameOf: (id: string | null) => string;
  /** Reads the names that are not known yet. Never rejects: without names there are still ids. */
  learn: (ids: readonly (string | null)[]) => Promise<void>;
}

/**
 * Names of users who recorded or decided something. Not from `/users`, which reviewers may not read. Of a user who is
 * gone, one sees the start of the id.
 */
export function usePeople(client: Client): People {
  const { t } = useTexts();
  return {
    nameOf: (id) => {
      if (id === null) return t('person.system');
      // Not the id for a moment and then the name, which would make every list flicker.
      if (!known.has(id) && asked.has(id)) return '…';
      return displayName(known.get(id)) ?? t('person.somebody', { id: id.slice(0, 8) });
    },
    learn: async (ids) => {
      const wanted = [...new Set(ids)].filter((id) => id !== null).filter((id) => !known.has(id));
      const fresh = wanted.filter((id) => !asked.has(id));
      for (const some of chunk(fresh, AT_ONCE)) {
        const answer = learnSome(client, some);
        for (const id of some) asked.set(id, answer);
      }
      // Also what another page has asked for: an export must not be written without the names.
      await Promise.all(wanted.map(async (id) => asked.get(id)));
    },
  };
}

async function learnSome(client: Client, ids: string[]): Promise<void> {
  const names = new Map<string, Person>();
  try {
    const people = await client.get<Person[]>('/artifacts/people', { ids: ids.join(',') });
    for (const person of people) names.set(person.id, person);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  } finally {
    for (const id of ids) {
      known.set(id, names.get(id) ?? null);
      asked.delete(id);
    }
  }
}
