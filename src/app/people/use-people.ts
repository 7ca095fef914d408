import { reactive } from 'vue';
import type { Client } from '../registry/client.js';
import { Refused } from '../registry/client.js';
import type { Person } from '../registry/rows.js';
import { useTexts } from '../texts/use-texts.js';
import { displayName } from './display-name.js';

/** Everybody asked for so far; null: the caller may not know them. One for all pages. */
const known = reactive(new Map<string, Person | null>());

export interface People {
  /** The name of a user, as far as the caller may know it; null is the system. */
  nameOf: (id: string | null) => string;
  /** Reads the names that are not known yet. Never rejects: without names there are still ids. */
  learn: (ids: readonly (string | null)[]) => Promise<void>;
}

/** Names of users. Reviewers may often not read users; then one sees the start of the id. */
export function usePeople(client: Client): People {
  const { t } = useTexts();
  return {
    nameOf: (id) =>
      id === null
        ? t('person.system')
        : (displayName(known.get(id)) ?? t('person.somebody', { id: id.slice(0, 8) })),
    learn: async (ids) => {
      const missing = [...new Set(ids)].filter((id) => id !== null).filter((id) => !known.has(id));
      if (missing.length === 0) return;
      for (const id of missing) known.set(id, null);
      try {
        const filter = { id: { _in: missing } };
        const fields = 'id,first_name,last_name';
        const people = await client.get<Person[]>('/users', { fields, filter, limit: missing.length });
        for (const person of people) known.set(person.id, person);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    },
  };
}
