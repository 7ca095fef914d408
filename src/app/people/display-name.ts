import type { Person } from '../registry/rows.js';

/** First and last name; null when there is neither. */
export function displayName(person: Person | null | undefined): string | null {
  const name = [person?.first_name, person?.last_name].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  return name.length === 0 ? null : name.join(' ');
}
