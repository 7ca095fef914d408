import type { Key, Project } from '../../../src/domain/words.js';
import type { Api, Reply } from '../../helpers/api.js';
import { expectData } from '../../helpers/sample.js';
import { times } from '../support-concurrency/race.js';

/** What a server with `CACHE_STATUS_HEADER` set to it answers to say whether it read the cache. */
export const STATUS_HEADER = 'x-cache-status';

const READ_PROJECT = 'query ($id: ID!) { projects_by_id(id: $id) { id context context_version } }';

/** Everything that a client may have read of a project, and what it says of the context. */
export async function readEverywhere(
  api: Api,
  projectId: Key,
): Promise<{ contextVersion: number; live: number; cached: boolean }[]> {
  const [item, fields, list, graphql, endpoint] = await Promise.all([
    api.get<{ data?: Project }>(`/items/projects/${projectId}`),
    api.get<{ data?: Project }>(`/items/projects/${projectId}?fields=context,context_version`),
    api.get<{ data?: Project[] }>(
      `/items/projects?filter[id][_eq]=${projectId}&fields=context,context_version`,
    ),
    api.graphql<{ data?: { projects_by_id: Project } }>(READ_PROJECT, { id: String(projectId) }),
    api.get<{ data?: Project['context'] }>(`/artifacts/projects/${projectId}/context`),
  ]);
  const summary = (project: Project | undefined, { headers }: Reply<unknown>) => ({
    contextVersion: project?.context_version ?? -1,
    live: metaOf(project?.context).total_artifacts,
    cached: headers.get(STATUS_HEADER) === 'HIT',
  });
  return [
    summary(expectData(item), item),
    summary(expectData(fields), fields),
    summary(expectData(list)[0], list),
    summary(expectData(graphql).projects_by_id, graphql),
    {
      contextVersion: Number(endpoint.headers.get('etag')?.replaceAll('"', '')),
      live: metaOf(expectData(endpoint)).total_artifacts,
      cached: false,
    },
  ];
}

/** Reads until all of it comes from the cache, which what an earlier test left behind may still clear once. */
export async function readCached(api: Api, projectId: Key): ReturnType<typeof readEverywhere> {
  for (const _ of times(5)) {
    const reads = await readEverywhere(api, projectId);
    if (reads.slice(0, -1).every(({ cached }) => cached)) return reads;
  }
  throw new Error('Directus does not cache what is read');
}

function metaOf(context: Project['context'] | undefined): { total_artifacts: number } {
  return (context?.['_meta'] as { total_artifacts: number } | undefined) ?? { total_artifacts: 0 };
}
