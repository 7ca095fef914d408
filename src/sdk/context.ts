import type { RestCommand } from '@directus/sdk';
import type { DriftState } from '../domain/drift.js';
import type { Json, JsonObject, Key, Sha256, Timestamp } from '../domain/words.js';
import { get, post, segment } from './request.js';

export interface ContextMeta {
  schema_version: string;
  last_updated: Timestamp;
  context_version: number;
  total_artifacts: number;
  audit_entries: number;
  audit_head: Sha256 | null;
}

/** Entries nested by schema key. `_meta` is there once something was promoted, unless `paths` left it out. */
export type Context = { [key: string]: Json | ContextMeta | undefined; _meta?: ContextMeta };

export interface ContextQuery {
  /** As it stood at this context version. */
  at?: number | undefined;
  /** Only these branches or entries. */
  paths?: string[] | undefined;
  /** Answers null as long as the context is at this version. */
  ifNoneMatch?: number | undefined;
}

/** Reads what is approved and live: `GET /artifacts/projects/:id/context`. */
export function readContext<Schema>(
  projectId: Key,
  query: ContextQuery & { ifNoneMatch: number },
): RestCommand<Context | null, Schema>;
export function readContext<Schema>(
  projectId: Key,
  query?: ContextQuery & { ifNoneMatch?: undefined },
): RestCommand<Context, Schema>;
export function readContext<Schema>(
  projectId: Key,
  { at, paths, ifNoneMatch }: ContextQuery = {},
): RestCommand<Context | null, Schema> {
  const command = get<Context | null, Schema>(`/projects/${segment(projectId)}/context`, {
    at,
    paths: paths?.join(','),
  });
  if (ifNoneMatch === undefined) return command;
  return () => ({
    ...command(),
    headers: { 'If-None-Match': `"${ifNoneMatch}"` },
    // Where there is no body, the client hands on the response itself.
    onResponse: (answer: unknown) => (answer instanceof Response && answer.status === 304 ? null : answer),
  });
}

export interface ContextDiff {
  from: number;
  to: number;
  changes: { schema_key: string; from: JsonObject | null; to: JsonObject | null }[];
}

/** What changed between two versions of a context, by default up to now: `GET …/context/diff`. */
export const readContextDiff = <Schema>(
  projectId: Key,
  versions: { from: number; to?: number | undefined },
): RestCommand<ContextDiff, Schema> => get(`/projects/${segment(projectId)}/context/diff`, { ...versions });

export interface ContextReport {
  drift: boolean;
  differences: { schema_key: string; expected: Json; actual: Json }[];
  repaired: boolean;
}

/** Recomputes a context from its versions; administrators may have it repaired: `POST …/context/verify`. */
export const verifyContext = <Schema>(
  projectId: Key,
  input: { repair?: boolean | undefined } = {},
): RestCommand<ContextReport, Schema> => post(`/projects/${segment(projectId)}/context/verify`, input);

interface DriftSide {
  version_id: string;
  version_number: number;
  content_hash: Sha256 | null;
}

export interface Drift {
  project_id: Key;
  context_version: number;
  keys: Record<
    string,
    {
      schema_key: string;
      state: DriftState;
      ours: DriftSide | null;
      base: DriftSide | null;
      upstream: Sha256 | null;
    }
  >;
}

/**
 * Compares a project with what its source has now, by content hashes (null: nothing any more):
 * `POST /artifacts/projects/:id/drift`. Changes nothing.
 */
export const computeDrift = <Schema>(
  projectId: Key,
  upstream: Record<string, Sha256 | null>,
): RestCommand<Drift, Schema> => post(`/projects/${segment(projectId)}/drift`, { upstream });
