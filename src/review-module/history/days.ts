import { dayOf } from './filter.js';

/** Entries of one day, in the order in which they came. */
export interface Day<T> {
  day: string;
  entries: T[];
}

/** Cuts a timeline into the user's days. The order stays: clocks may have been set back, sequences never are. */
export function byDay<T extends { date_created: string }>(entries: readonly T[]): Day<T>[] {
  const days: Day<T>[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.date_created);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
