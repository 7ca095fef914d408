import { randomUUID } from 'node:crypto';
import { operationsOf } from '../../e2e/support-openapi/description.js';
import type { Description, Operation } from '../../e2e/support-openapi/description.js';
import type { Draw } from './draw.js';
import { valueFor } from './from-schema.js';
import { drawHeaders, encodeBody } from './headers.js';
import { spoil } from './hostile.js';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { COLLECTIONS } from './items.js';
import type { Known } from './known.js';

export const CALLERS = ['admin', 'reviewer', 'agent', 'nobody'] as const;

/** A request that is ready to be sent. */
export interface HostileRequest {
  caller: (typeof CALLERS)[number];
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
}

interface Source {
  draw: Draw;
  known: Known;
  description: Description;
}

/** One request to a route of ours, to a collection, or to GraphQL: half of them right in form, half spoilt. */
export function drawRequest(source: Source): HostileRequest {
  const { draw } = source;
  const caller = draw.one(CALLERS);
  const { method, path, body } = draw.one([toRoute, toRoute, toItems, toGraphql])(source);
  const headers = drawHeaders(draw, method);
  return {
    ...{ caller, method, path, headers },
    body: body === undefined ? undefined : encodeBody(draw, body, headers),
  };
}

type Bare = Pick<HostileRequest, 'method' | 'path'> & { body: unknown };

const spoiltOften = (draw: Draw, value: unknown): unknown => (draw.once(2) ? spoil(draw, value) : value);

function toRoute(source: Source): Bare {
  const { draw, description } = source;
  const [route, operation] = draw.one(operationsOf(description));
  const [method = '', template = ''] = route.split(' ');
  const id = (): string => encodePart(draw, idFor(source, template));
  const query = draw.once(12) ? `?${draw.one(HOSTILE_QUERIES)}` : queryFor(source, operation);
  const schema = operation.requestBody?.content['application/json']?.schema;
  const body = schema === undefined ? undefined : spoiltOften(draw, valueFor(source, schema, ''));
  return { method: method.toUpperCase(), path: template.replace('{id}', id) + query, body };
}

const HOSTILE_QUERIES = [
  '__proto__[a]=1',
  'a[b][c][d][e][f][g]=1',
  'a=%00',
  'a=%ff',
  'at[]=1',
  'constructor=1',
  '&=&',
  '%',
];

function queryFor(source: Source, { parameters = [] }: Operation): string {
  const { draw } = source;
  const pairs = parameters
    .filter((parameter) => parameter.in === 'query' && (parameter.required === true || draw.once(2)))
    .map(({ name, schema }) => {
      const value = draw.once(3) ? draw.one(HOSTILE_TEXTS) : String(valueFor(source, schema, name));
      return `${name}=${encodePart(draw, value)}`;
    });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function idFor({ draw, known }: Source, template: string): string {
  if (draw.once(5)) return draw.one([...HOSTILE_TEXTS.filter((text) => text.length > 0), randomUUID()]);
  if (template.includes('/projects/')) return draw.one(known.projects);
  return draw.one(template.includes('/subscriptions/') ? known.subscriptions : known.versions);
}

/** Two of these fit into what Node takes of a request's first lines; beyond 16 kB it hangs up before anything of ours is asked. */
const LONGEST_IN_PATH = 2000;

/** Percent-encoded; halves of surrogate pairs, which have no bytes, as the bytes that some encoders make of them. */
function encodePart(draw: Draw, text: string): string {
  const encoded = encodeURIComponent(text.slice(0, LONGEST_IN_PATH).replaceAll(/\p{Surrogate}/gu, '\ufffd'));
  return draw.once(40) ? `${encoded}${draw.one(['%ED%A0%80', '%E0%A4%A', '%', '%c0%af'])}` : encoded;
}

const LISTS = {
  artifact_approvals: 'entries',
  projects: 'projects',
  tasks: 'tasks',
  artifact_files: 'links',
} as const;

function keyOf({ draw, known }: Source, collection: string): string {
  if (draw.once(8)) return draw.one(HOSTILE_TEXTS.filter((text) => text.length > 0));
  const list = Object.entries(LISTS).find(([name]) => name === collection)?.[1];
  return draw.one(list === undefined ? known.versions : known[list]);
}

function toItems(source: Source): Bare {
  const { draw } = source;
  const [collection, schema] = draw.one(Object.entries(COLLECTIONS));
  const row = (): unknown => spoiltOften(draw, updateOf(source, valueFor(source, schema, '')));
  const keys = (): string[] => Array.from({ length: 1 + draw.int(2) }, () => keyOf(source, collection));
  const path = `/items/${collection}`;
  const single = `${path}/${encodePart(draw, keyOf(source, collection))}`;
  switch (draw.int(8)) {
    case 0:
      return { method: 'POST', path, body: spoiltOften(draw, valueFor(source, schema, '')) };
    case 1:
      return { method: 'POST', path, body: [valueFor(source, schema, ''), row()] };
    case 2:
      return { method: 'PATCH', path, body: { keys: keys(), data: row() } };
    case 3:
      return { method: 'PATCH', path, body: keys().map((id) => ({ ...Object(row()), id }) as object) };
    case 4:
      return { method: 'DELETE', path: draw.once(2) ? path : single, body: spoiltOften(draw, keys()) };
    case 5:
      return { method: 'GET', path: single, body: undefined };
    default:
      return { method: 'PATCH', path: single, body: row() };
  }
}

/** Often only one field: with all of them at once nearly every update would be refused for mixing things. */
function updateOf({ draw }: Source, row: unknown): unknown {
  const entries = Object.entries(Object(row) as object) as [string, unknown][];
  return entries.length > 1 && !draw.once(3) ? Object.fromEntries([draw.one(entries)]) : row;
}

function toGraphql(source: Source): Bare {
  const { draw } = source;
  const [collection, schema] = draw.one(Object.entries(COLLECTIONS));
  const row = relatedByObject(source, valueFor(source, schema, ''));
  if (draw.once(3)) {
    const query = `mutation ($data: create_${collection}_input!) { create_${collection}_item(data: $data) { id } }`;
    return { method: 'POST', path: '/graphql', body: { query, variables: { data: spoiltOften(draw, row) } } };
  }
  const query = `mutation ($id: ID!, $data: update_${collection}_input!) { update_${collection}_item(id: $id, data: $data) { id } }`;
  const data = spoiltOften(draw, updateOf(source, row));
  const variables = { id: keyOf(source, collection), data };
  return { method: 'POST', path: '/graphql', body: { query, variables } };
}

/** GraphQL wants related rows as objects, and those that it knows no relation of as they are. */
function relatedByObject({ draw }: Source, row: unknown): unknown {
  const isRelated = (key: string): boolean => key !== 'project_id' && key.endsWith('_id') && !draw.once(4);
  const entries = Object.entries(Object(row) as object) as [string, unknown][];
  return Object.fromEntries(entries.map(([key, value]) => [key, isRelated(key) ? { id: value } : value]));
}
