import type { Knex } from 'knex';
import { sameJson } from '../domain/canonical-json.js';
import type { Json, Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { mayRead } from '../directus/readable.js';
import { ContextReadOnly } from '../errors/index.js';
import { readProject } from '../store/projects.js';
import { readJsonField } from './json-column.js';

const PROTECTED = ['context', 'context_version'] as const;

/** Create filter of `projects`: a new project starts with an empty context at version 0. */
export function protectNewContext(payload: Record<string, unknown>): Record<string, unknown> {
  for (const field of PROTECTED) {
    const value = payload[field] ?? null;
    if (value !== null && !(field === 'context_version' && value === 0)) throw new ContextReadOnly({ field });
  }
  return { ...withoutProtected(payload), context_version: 0 };
}

/**
 * Update filter of `projects`: the context is read-only. Values that it has already are dropped instead of
 * refused, so that reverting a project to an older revision of its title still works.
 */
export async function protectContext(
  host: Host,
  caller: Caller,
  database: Knex,
  keys: Key[],
  payload: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const field = PROTECTED.find((candidate) => payload[candidate] !== undefined);
  if (field === undefined) return payload;
  // Whoever may not read the context must not find out by guessing what it is.
  if (!(await mayRead(host, caller, 'projects', keys, database))) throw new ContextReadOnly({ field });
  for (const key of keys) {
    const project = await readProject(database, key);
    if (project === null || !sameAsStored(payload, project)) throw new ContextReadOnly({ field });
  }
  return withoutProtected(payload);
}

function sameAsStored(
  payload: Record<string, unknown>,
  project: { context: unknown; context_version: number },
): boolean {
  const { context, context_version } = payload;
  if (context_version !== undefined && context_version !== project.context_version) return false;
  return context === undefined || sameJson(readJsonField(payload, 'context'), project.context as Json);
}

function withoutProtected(payload: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(payload).filter(([field]) => !PROTECTED.some((name) => name === field)),
  );
}
