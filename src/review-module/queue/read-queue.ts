import type { Client } from '../../app/registry/client.js';
import type { Titled, VersionRow } from '../../app/registry/rows.js';
import { directusFilter, type QueueFilter } from './filter.js';

/** Rows of a page. */
export const PAGE_SIZE = 50;

const ROW_FIELDS = [
  'id',
  'project_id.id',
  'project_id.title',
  'schema_key',
  'version_number',
  'status',
  'summary',
  'content_hash',
  'change_origin',
  'source_task_id.id',
  'source_task_id.title',
  'source_task_id.status',
  'primary_file_id.id',
  'primary_file_id.title',
  'primary_file_id.type',
  'primary_file_id.filename_download',
  'user_created',
  'date_created',
];

export interface QueuePage {
  rows: VersionRow[];
  /** All that the filter lets through, on every page. */
  total: number;
}

/** One page of what waits. @throws Refused */
export async function readQueue(client: Client, filter: QueueFilter): Promise<QueuePage> {
  const condition = directusFilter(filter, Date.now());
  const sign = filter.order === 'newest' ? '-' : '';
  const [rows, counts] = await Promise.all([
    client.get<VersionRow[]>('/items/artifact_versions', {
      fields: ROW_FIELDS.join(','),
      filter: condition,
      // The id makes the order one order: versions of a batch have the same time.
      sort: `${sign}date_created,${sign}id`,
      limit: PAGE_SIZE,
      page: filter.page,
    }),
    client.get<{ count: number | string }[]>('/items/artifact_versions', {
      filter: condition,
      aggregate: { count: '*' },
    }),
  ]);
  return { rows, total: Number(counts[0]?.count ?? 0) };
}

/** What one can narrow the queue to, each with how many wait there. */
export interface QueueChoices {
  projects: (Titled & { waiting: number })[];
  tasks: (Titled & { waiting: number })[];
  /** Ids; see `usePeople` for the names. */
  actors: { id: string; waiting: number }[];
}

/** The projects with something in the queue, the tasks of the chosen project, and who recorded it. @throws Refused */
export async function readChoices(client: Client, project: string | null): Promise<QueueChoices> {
  const [projects, tasks, actors] = await Promise.all([
    countBy(client, 'project_id', null),
    project === null ? [] : countBy(client, 'source_task_id', project),
    countBy(client, 'user_created', project),
  ]);
  return {
    projects: await named<Titled>(client, '/items/projects', 'id,title', projects),
    tasks: await named<Titled>(client, '/items/tasks', 'id,title', tasks),
    actors: actors.map(({ id, waiting }) => ({ id: String(id), waiting })),
  };
}

/** More than these do not fit into a list to choose from; they can still be found by opening one of theirs. */
const MAX_CHOICES = 100;

interface Counted {
  id: string | number;
  waiting: number;
}

async function countBy(client: Client, field: string, project: string | null): Promise<Counted[]> {
  const filter = {
    status: { _eq: 'pending' },
    [field]: { _nnull: true },
    ...(project === null ? {} : { project_id: { _eq: project } }),
  };
  const groups = await client.get<Record<string, unknown>[]>('/items/artifact_versions', {
    filter,
    groupBy: field,
    aggregate: { count: '*' },
    limit: -1,
  });
  return groups
    .map((group) => ({ id: group[field] as string | number, waiting: Number(group['count']) }))
    .sort((a, b) => b.waiting - a.waiting)
    .slice(0, MAX_CHOICES);
}

async function named<T extends { id: string | number }>(
  client: Client,
  path: string,
  fields: string,
  counted: Counted[],
): Promise<(T & { waiting: number })[]> {
  if (counted.length === 0) return [];
  const ids = counted.map(({ id }) => id);
  const rows = await client.get<T[]>(path, { fields, filter: { id: { _in: ids } }, limit: MAX_CHOICES });
  const known = new Map(rows.map((row) => [String(row.id), row]));
  // Whoever may not read them still sees that there are some, by their id.
  return counted.map(({ id, waiting }) => ({ ...(known.get(String(id)) ?? ({ id } as T)), waiting }));
}
