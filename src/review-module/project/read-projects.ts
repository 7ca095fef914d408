import type { Client } from '../../app/registry/client.js';
import type { Titled } from '../../app/registry/rows.js';
import type { UrlQuery } from '../queue/filter.js';
import { textIn } from './view.js';

/** Rows of a page. */
export const PROJECTS_PER_PAGE = 50;

/** A project as a line of the list. */
export interface ProjectRow extends Titled {
  context_version: number | null;
  /** Keys that are live. */
  live: number;
  /** Versions that wait for a decision. */
  pending: number;
}

export interface ProjectsFilter {
  /** Part of the title. */
  search: string;
  /** From 1. */
  page: number;
}

/** Reads the filter from the URL. */
export function readProjectsFilter(query: UrlQuery): ProjectsFilter {
  const page = Number(textIn(query['page']));
  return { search: textIn(query['search']), page: Number.isInteger(page) && page >= 1 ? page : 1 };
}

/** The query of the URL for a filter. */
export function writeProjectsFilter({ search, page }: ProjectsFilter): Record<string, string> {
  return { ...(search === '' ? {} : { search }), ...(page === 1 ? {} : { page: String(page) }) };
}

/** One page of the projects, by title. @throws Refused */
export async function readProjects(
  client: Client,
  { search, page }: ProjectsFilter,
): Promise<{ rows: ProjectRow[]; total: number }> {
  const filter = search === '' ? {} : { title: { _icontains: search } };
  const [projects, counts] = await Promise.all([
    client.get<Omit<ProjectRow, 'live' | 'pending'>[]>('/items/projects', {
      fields: 'id,title,context_version',
      filter,
      sort: 'title,id',
      limit: PROJECTS_PER_PAGE,
      page,
    }),
    client.get<{ count: number | string }[]>('/items/projects', { filter, aggregate: { count: '*' } }),
  ]);
  const ids = projects.map(({ id }) => id);
  const [live, pending] = await Promise.all([
    countVersions(client, ids, [
      { promoted_context_version: { _nnull: true } },
      { retired_context_version: { _null: true } },
    ]),
    countVersions(client, ids, [{ status: { _eq: 'pending' } }]),
  ]);
  const rows = projects.map((project) => ({
    ...project,
    live: live.get(String(project.id)) ?? 0,
    pending: pending.get(String(project.id)) ?? 0,
  }));
  return { rows, total: Number(counts[0]?.count ?? 0) };
}

async function countVersions(
  client: Client,
  projects: readonly Titled['id'][],
  conditions: object[],
): Promise<Map<string, number>> {
  if (projects.length === 0) return new Map();
  const groups = await client.get<{ project_id: Titled['id']; count: number | string }[]>(
    '/items/artifact_versions',
    {
      filter: { _and: [{ project_id: { _in: projects } }, ...conditions] },
      groupBy: 'project_id',
      aggregate: { count: '*' },
      limit: -1,
    },
  );
  return new Map(groups.map(({ project_id, count }) => [String(project_id), Number(count)]));
}
