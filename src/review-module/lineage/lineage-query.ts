/** What the lineage page shows: what its URL says after the `?`. */
export interface LineageQuery {
  project: string | null;
  key: string | null;
  /** Ids of the versions to compare, at most two: A and B. */
  picked: string[];
  view: 'graph' | 'list';
  /** Id of the version to begin with. */
  at: string | null;
}

/** A query as the router has it: a parameter may be there several times. */
type UrlQuery = Record<string, string | null | (string | null)[] | undefined>;

/** Reads the URL; what is missing or empty counts as not given. */
export function readLineageQuery(query: UrlQuery): LineageQuery {
  const text = (name: string): string | null => {
    const given = query[name];
    const first = Array.isArray(given) ? given[0] : given;
    return first === undefined || first === '' ? null : first;
  };
  const picked = [text('a'), text('b')].filter((id) => id !== null);
  return {
    project: text('project'),
    key: text('key'),
    picked: [...new Set(picked)],
    view: text('view') === 'list' ? 'list' : 'graph',
    at: text('at'),
  };
}

/** The query of the URL: what is as usual is left out. */
export function writeLineageQuery({ project, key, picked, view, at }: LineageQuery): Record<string, string> {
  const [a, b] = picked;
  return {
    ...(project !== null && { project }),
    ...(key !== null && { key }),
    ...(a !== undefined && { a }),
    ...(b !== undefined && { b }),
    ...(view === 'list' && { view }),
    ...(at !== null && { at }),
  };
}

/** One more picked, or one less if it is already. Of three the one picked second is replaced. */
export function togglePick(picked: readonly string[], id: string): string[] {
  if (picked.includes(id)) return picked.filter((other) => other !== id);
  return [...picked.slice(0, 1), id];
}
