import type { UrlQuery } from '../queue/filter.js';

/** Which context versions can be read. */
export interface Reach {
  oldest: number;
  newest: number;
}

/**
 * The context versions that can be read: back to the empty context, unless the project had one before the registry.
 * Then nobody recorded what the older ones were made of.
 *
 * @param first the first context version in the audit log; null when nothing was ever promoted
 */
export function reachOf(first: number | null, current: number): Reach {
  if (first === null) return { oldest: current, newest: current };
  return { oldest: Math.min(first <= 1 ? 0 : first, current), newest: current };
}

/** What the page of a project shows: what its URL says after the `?`. */
export type View =
  | { mode: 'live' }
  /** The context as it stood at this version. */
  | { mode: 'past'; at: number }
  | { mode: 'compare'; from: number; to: number };

/** Reads the view from the URL. Numbers that are out of reach become the nearest that is not. */
export function readView(query: UrlQuery, reach: Reach): View {
  const [at, from, to] = ['at', 'from', 'to'].map((name) => numberIn(query[name], reach));
  if (from !== null && from !== undefined) return { mode: 'compare', from, to: to ?? reach.newest };
  if (to !== null && to !== undefined) return { mode: 'compare', from: reach.oldest, to };
  return at === null || at === undefined || at === reach.newest ? { mode: 'live' } : { mode: 'past', at };
}

/** The view of one context version, or of the nearest that is within reach; the newest is the present. */
export function viewAt(version: number, { oldest, newest }: Reach): View {
  return version >= newest ? { mode: 'live' } : { mode: 'past', at: Math.max(oldest, version) };
}

/** The part of the URL's query that says it. */
export function writeView(view: View): Record<string, string> {
  if (view.mode === 'past') return { at: String(view.at) };
  return view.mode === 'compare' ? { from: String(view.from), to: String(view.to) } : {};
}

/** First text of a parameter; empty when it is missing. */
export function textIn(given: UrlQuery[string]): string {
  return (Array.isArray(given) ? given[0] : given) ?? '';
}

function numberIn(given: UrlQuery[string], { oldest, newest }: Reach): number | null {
  const text = textIn(given);
  return /^\d{1,9}$/.test(text) ? Math.min(newest, Math.max(oldest, Number(text))) : null;
}
