import { createHash } from 'node:crypto';
import {
  type CompiledRules,
  compileRules,
  MAX_SIZE,
} from '../../domain/context-schema/read-context-schema.js';
import type { Json } from '../../domain/words.js';
import { LeastRecent } from '../../domain/least-recent.js';
import { withTimeLimit } from './time-limit.js';

/** Compiling a whole `context_schema` of the largest size takes a fraction of this. */
export const COMPILE_MS = 2000;

/** In characters of JSON text; compiled, each is about ten times as large. */
const cache = new LeastRecent<CompiledRules>(16 * MAX_SIZE);

/**
 * Rules ready for use, by what is written rather than by project: a template is compiled once for all its projects,
 * and what was edited is compiled anew.
 *
 * @throws SchemaFlaw, TookTooLong
 */
export function compiledRules(rule: Json): CompiledRules {
  const text = JSON.stringify(rule);
  const key = createHash('sha256').update(text).digest('base64');
  const known = cache.get(key);
  if (known !== undefined) return known;
  const compiled = withTimeLimit(COMPILE_MS, () => compileRules(rule));
  cache.set(key, compiled, text.length);
  return compiled;
}
