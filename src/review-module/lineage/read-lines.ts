import type { LineGraph } from '../../app/graph/line-graph.js';
import type { Client } from '../../app/registry/client.js';
import type { Titled } from '../../app/registry/rows.js';

/** More do not fit into a list to choose from. */
const MAX_PROJECTS = 500;

/** All projects by title. @throws Refused */
export async function readProjects(client: Client): Promise<Titled[]> {
  return client.get<Titled[]>('/items/projects', { fields: 'id,title', sort: 'title', limit: MAX_PROJECTS });
}

export interface LineName {
  schema_key: string;
  versions: number;
}

/** The keys of a project, with how many versions each has. @throws Refused */
export async function readKeys(client: Client, project: string): Promise<LineName[]> {
  const groups = await client.get<{ schema_key: string; count: number | string }[]>(
    '/items/artifact_versions',
    {
      filter: { project_id: { _eq: project } },
      groupBy: 'schema_key',
      aggregate: { count: '*' },
      limit: -1,
    },
  );
  return groups
    .map(({ schema_key, count }) => ({ schema_key, versions: Number(count) }))
    .sort((a, b) => a.schema_key.localeCompare(b.schema_key));
}

/** All versions of a line and how they descend from each other. @throws Refused */
export async function readLine(client: Client, project: string, key: string): Promise<LineGraph> {
  return client.get<LineGraph>('/artifacts/lineage', { project_id: project, schema_key: key });
}

/** The best common ancestors of two versions, the preferred one first; none if they have none. @throws Refused */
export async function readAncestors(client: Client, a: string, b: string): Promise<string[]> {
  const { all } = await client.get<{ all: { id: string }[] }>('/artifacts/common-ancestor', { a, b });
  return all.map(({ id }) => id);
}
