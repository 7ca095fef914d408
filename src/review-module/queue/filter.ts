import { CHANGE_ORIGINS, type ChangeOrigin } from '../../domain/words.js';

/** Which versions the queue shows, in which order: what its URL says after the `?`. */
export interface QueueFilter {
  project: string | null;
  /** Part of the schema key. */
  key: string | null;
  task: string | null;
  origin: ChangeOrigin | null;
  /** Id of who recorded it. */
  actor: string | null;
  /** Waiting for at least so many days. */
  age: number | null;
  order: 'oldest' | 'newest';
  /** From 1. */
  page: number;
}

/** A query as the router has it: a parameter may be there several times. */
export type UrlQuery = Record<string, string | null | (string | null)[] | undefined>;

export const AGES = [1, 3, 7, 30] as const;

/** Reads the filter from the URL. What makes no sense there, because somebody typed it, counts as not given. */
export function readFilter(query: UrlQuery): QueueFilter {
  const text = (name: string): string | null => {
    const given = query[name];
    const first = Array.isArray(given) ? given[0] : given;
    return first === undefined || first === '' ? null : first;
  };
  const page = Number(text('page'));
  return {
    project: text('project'),
    key: text('key'),
    task: text('task'),
    origin: CHANGE_ORIGINS.find((origin) => origin === text('origin')) ?? null,
    actor: text('actor'),
    age: AGES.find((days) => String(days) === text('age')) ?? null,
    order: text('order') === 'newest' ? 'newest' : 'oldest',
    page: Number.isInteger(page) && page >= 1 ? page : 1,
  };
}

/** The query of the URL for a filter: what is as usual is left out. */
export function writeFilter(filter: QueueFilter): Record<string, string> {
  const { project, key, task, origin, actor, age, order, page } = filter;
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries({ project, key, task, origin, actor }))
    if (value !== null && value !== '') query[name] = value;
  if (age !== null) query['age'] = String(age);
  if (order === 'newest') query['order'] = order;
  if (page > 1) query['page'] = String(page);
  return query;
}

/** Whether anything is left out of the queue. */
export function isNarrowed(filter: QueueFilter): boolean {
  const { project, key, task, origin, actor, age } = filter;
  return [project, key, task, origin, actor, age].some((value) => value !== null);
}

/**
 * The filter in Directus' words, for `GET /items/artifact_versions`.
 *
 * @param now milliseconds since 1970
 */
export function directusFilter(filter: QueueFilter, now: number): { _and: object[] } {
  const { project, key, task, origin, actor, age } = filter;
  const conditions: object[] = [{ status: { _eq: 'pending' } }];
  if (project !== null) conditions.push({ project_id: { _eq: project } });
  if (key !== null) conditions.push({ schema_key: { _contains: key.toLowerCase() } });
  if (task !== null) conditions.push({ source_task_id: { _eq: task } });
  if (origin !== null) conditions.push({ change_origin: { _eq: origin } });
  if (actor !== null) conditions.push({ user_created: { _eq: actor } });
  if (age !== null)
    conditions.push({ date_created: { _lte: new Date(now - age * 86_400_000).toISOString() } });
  return { _and: conditions };
}
