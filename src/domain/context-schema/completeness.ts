import groupBy from 'lodash/groupBy.js';
import countBy from 'lodash/countBy.js';
import type { Json, Key } from '../words.js';
import { isPlainObject } from '../context-tree.js';
import { findRule, isGlob } from './find-rule.js';
import { readRules } from './read-rules.js';
import type { Completeness, CompletenessState, KeyCompleteness, NamedVersion } from './words.js';

/** A version that is live, approved or pending. */
export interface OpenVersion {
  id: string;
  schema_key: string;
  version_number: number;
  stage: 'live' | 'approved' | 'pending';
  /** Of a live one: whether it follows the present schema; null when that could not be checked. */
  valid: boolean | null;
}

/**
 * What a `context_schema` asks for beside what there is: each of its schema keys, each glob that is required, and
 * live keys under other globs that do not follow it.
 */
export function measureCompleteness(
  project: { id: Key; context_version: number; context_schema: Json },
  versions: OpenVersion[],
): Completeness {
  const asked = askedFor(project.context_schema);
  const byKey = groupBy(versions, (version) => version.schema_key);
  const keys = asked.map(({ pattern, required, description }) => {
    const fitting = isGlob(pattern)
      ? versions.filter(({ schema_key }) => findRule(project.context_schema, schema_key)?.pattern === pattern)
      : (byKey[pattern] ?? []);
    return { schema_key: pattern, required, description, ...standing(fitting) };
  });
  const named = new Set(keys.map(({ schema_key }) => schema_key));
  for (const [schema_key, own] of Object.entries(byKey)) {
    if (named.has(schema_key) || !own.some(({ valid }) => valid === false)) continue;
    keys.push({ schema_key, required: false, description: null, ...standing(own) });
  }
  const required = keys.filter((key) => key.required);
  const counted = countBy(required, ({ state }) => state);
  const count = (state: CompletenessState) => counted[state] ?? 0;
  return {
    project_id: project.id,
    context_version: project.context_version,
    complete: count('live') === required.length,
    totals: {
      required: required.length,
      live: count('live'),
      invalid: count('invalid'),
      approved: count('approved'),
      pending: count('pending'),
      missing: count('missing'),
    },
    keys: keys.sort((a, b) => (a.schema_key < b.schema_key ? -1 : 1)),
  };
}

function askedFor(contextSchema: Json): { pattern: string; required: boolean; description: string | null }[] {
  if (!isPlainObject(contextSchema)) return [];
  return Object.entries(contextSchema).flatMap(([pattern, given]) => {
    const { required = !isGlob(pattern), description = null } = rulesIn(given);
    return isGlob(pattern) && !required ? [] : [{ pattern, required, description }];
  });
}

/** A broken rule was written past the server; what it asks for is asked for all the same. */
function rulesIn(given: Json): { required?: boolean | undefined; description?: string | null | undefined } {
  try {
    return readRules(given);
  } catch {
    return {};
  }
}

function standing(versions: OpenVersion[]): Omit<KeyCompleteness, 'schema_key' | 'required' | 'description'> {
  const at = (stage: OpenVersion['stage']) => versions.filter((version) => version.stage === stage);
  const [live, approved, pending] = [at('live'), at('approved'), at('pending')];
  // Of a glob, one key that is as it should be is enough.
  const best = live.find(({ valid }) => valid !== false) ?? live[0];
  const newest = pending.reduce<OpenVersion | undefined>(
    (latest, version) =>
      latest === undefined || version.version_number > latest.version_number ? version : latest,
    undefined,
  );
  return {
    state: stateOf(best, approved.length, pending.length),
    valid: best?.valid ?? null,
    live: nameOf(best),
    approved: nameOf(approved[0]),
    pending: nameOf(newest),
    pending_count: pending.length,
  };
}

function stateOf(live: OpenVersion | undefined, approved: number, pending: number): CompletenessState {
  if (live !== undefined) return live.valid === false ? 'invalid' : 'live';
  if (approved > 0) return 'approved';
  return pending > 0 ? 'pending' : 'missing';
}

function nameOf(version: OpenVersion | undefined): NamedVersion | null {
  if (version === undefined) return null;
  return { version_id: version.id, schema_key: version.schema_key, version_number: version.version_number };
}
