const DAY = 86_400_000;

/**
 * The last days up to today, oldest first, as `2026-01-31`. Days begin at midnight UTC, as they do for the server that
 * counts by them.
 *
 * @param now milliseconds since 1970
 */
export function lastDays(count: number, now: number): string[] {
  return Array.from({ length: count }, (_, index) => dayOf(now - (count - 1 - index) * DAY));
}

/** @param time milliseconds since 1970 */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** What a panel's option says, as a sensible number of days. */
export function countOfDays(option: unknown): number {
  const days = Math.round(Number(option));
  return Number.isFinite(days) && days >= 1 ? Math.min(days, 366) : 30;
}

/** Numbers by day, as Directus answers when it groups by year, month and day of `date_created`. */
export interface DayCount {
  date_created_year: number;
  date_created_month: number;
  date_created_day: number;
  count: number | string;
}

/** What {@link DayCount} rows are grouped by. */
export const BY_DAY = 'year(date_created),month(date_created),day(date_created)';

/** Those numbers by day, `2026-01-31`. */
export function countsByDay(rows: readonly DayCount[]): Map<string, number> {
  const two = (part: number) => String(part).padStart(2, '0');
  return new Map(
    rows.map((row) => [
      `${row.date_created_year}-${two(row.date_created_month)}-${two(row.date_created_day)}`,
      Number(row.count),
    ]),
  );
}

/**
 * How many waited at the end of each day, backwards from how many wait now: before a day there were those at its end,
 * less those that came, plus those that went.
 */
export function waitingByDay(args: {
  days: readonly string[];
  now: number;
  came: ReadonlyMap<string, number>;
  went: ReadonlyMap<string, number>;
}): number[] {
  const waiting: number[] = [];
  let left = args.now;
  for (const day of [...args.days].reverse()) {
    waiting.unshift(left);
    // Versions from before the registry may have been decided on without an entry.
    left = Math.max(0, left - (args.came.get(day) ?? 0) + (args.went.get(day) ?? 0));
  }
  return waiting;
}
