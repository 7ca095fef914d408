import { type ApprovalEntry, ENTRY_ACTIONS, type EntryAction } from '../../domain/words.js';
import { textIn } from '../project/view.js';
import type { UrlQuery } from '../queue/filter.js';

/** What the history shows: what its URL says after the `?`. */
export interface HistoryFilter {
  /** A whole schema key; the server looks for it. */
  key: string | null;
  /** The server looks for it as well. */
  action: EntryAction | null;
  /** Id of a user, or `none` for what nobody did; looked for in what is loaded. */
  actor: string | null;
  /** First and last day, `YYYY-MM-DD` in the user's time zone; looked for in what is loaded. */
  since: string | null;
  until: string | null;
}

/** The actor of entries without a user. */
export const NOBODY = 'none';

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Reads the filter from the URL. What makes no sense there counts as not given. */
export function readHistoryFilter(query: UrlQuery): HistoryFilter {
  const text = (name: string) => textIn(query[name]).trim() || null;
  const day = (name: string) => {
    const given = text(name);
    return given !== null && DAY.test(given) ? given : null;
  };
  return {
    key: text('key')?.toLowerCase() ?? null,
    action: ENTRY_ACTIONS.find((action) => action === text('action')) ?? null,
    actor: text('actor'),
    since: day('since'),
    until: day('until'),
  };
}

/** The query of the URL for a filter. */
export function writeHistoryFilter(filter: HistoryFilter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== ''),
  );
}

/** Whether an entry passes the part of the filter that the server does not know. */
export function passes(
  entry: Pick<ApprovalEntry, 'actor_id' | 'date_created'>,
  { actor, since, until }: HistoryFilter,
): boolean {
  const day = dayOf(entry.date_created);
  return (
    (actor === null || (entry.actor_id ?? NOBODY) === actor) &&
    (since === null || day >= since) &&
    (until === null || day <= until)
  );
}

/** Whether the page looks through what is loaded rather than asking the server. */
export function looksThroughLoaded({ actor, since, until }: HistoryFilter): boolean {
  return actor !== null || since !== null || until !== null;
}

/** The day of a moment where the user is, `YYYY-MM-DD`. */
export function dayOf(timestamp: string): string {
  const moment = new Date(timestamp);
  const pad = (part: number) => String(part).padStart(2, '0');
  return `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`;
}
