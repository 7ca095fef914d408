import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { callServer } from './call-server';
import { isRecord } from './read-refusal';

const PAGE = 50;

/** The projects of the instance, whatever their titles contain. */
export async function searchProjects(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return await search(this, { collection: 'projects', filter, paginationToken });
}

/** The tasks of the project that is chosen, or of all projects while none is. */
export async function searchTasks(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const project = chosenProject(this);
  const where = project === undefined ? [] : [{ project_id: { _eq: project } }];
  return await search(this, { collection: 'tasks', filter, paginationToken, where });
}

/** The schema keys for which the project that is chosen has versions. */
export async function searchSchemaKeys(
  this: ILoadOptionsFunctions,
  filter?: string,
): Promise<INodeListSearchResult> {
  const project = chosenProject(this);
  const where = [
    ...(project === undefined ? [] : [{ project_id: { _eq: project } }]),
    ...(filter === undefined || filter === '' ? [] : [{ schema_key: { _contains: filter } }]),
  ];
  const rows = await read(this, '/items/artifact_versions', {
    'groupBy[]': 'schema_key',
    'aggregate[count]': 'id',
    sort: 'schema_key',
    filter: JSON.stringify({ _and: where }),
    limit: -1,
  });
  const keys = rows.map((row) => String(row['schema_key']));
  return { results: keys.map((key) => ({ name: key, value: key })) };
}

async function search(
  context: ILoadOptionsFunctions,
  what: {
    collection: 'projects' | 'tasks';
    filter?: string | undefined;
    paginationToken?: string | undefined;
    where?: Record<string, unknown>[];
  },
): Promise<INodeListSearchResult> {
  const { collection, filter, paginationToken, where = [] } = what;
  const page = Number(paginationToken ?? 1);
  const titled = filter === undefined || filter === '' ? [] : [{ title: { _icontains: filter } }];
  const rows = await read(context, `/items/${collection}`, {
    fields: 'id,title,status',
    sort: 'title',
    filter: JSON.stringify({ _and: [...where, ...titled] }),
    limit: PAGE,
    page,
  });
  const results = rows.map(asChoice);
  return rows.length < PAGE ? { results } : { results, paginationToken: String(page + 1) };
}

function asChoice({ id, title, status }: Record<string, unknown>): INodeListSearchItems {
  const name = typeof title === 'string' && title !== '' ? title : String(id);
  return {
    name: typeof status === 'string' ? `${name} (${status})` : name,
    value: typeof id === 'number' ? id : String(id),
  };
}

/** The project that the form has at the moment: in one field of the operation, or in one that was added. */
function chosenProject(context: ILoadOptionsFunctions): string | number | undefined {
  const value: unknown = context.getCurrentNodeParameter('projectId', { extractValue: true });
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? value : undefined;
}

async function read(
  context: ILoadOptionsFunctions,
  path: string,
  query: Record<string, string | number>,
): Promise<Record<string, unknown>[]> {
  const { body } = await callServer(context, { method: 'GET', path, query }, { tries: 2 });
  const data: unknown = isRecord(body) ? body['data'] : undefined;
  return Array.isArray(data) ? data.filter(isRecord) : [];
}
