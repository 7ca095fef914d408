import type { Person } from '../registry/rows.js';

/** First and last name, or else the title, which is all that some machines have; null when there is none of them. */
export function displayName(person: Person | null | undefined): string | null {
  if (person === null || person === undefined) return null;
  const names = [person.first_name, person.last_name].filter((part) => part !== null && part !== '');
  return names.length > 0 ? names.join(' ') : person.title || null;
}
