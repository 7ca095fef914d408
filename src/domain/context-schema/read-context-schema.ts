import type { Json } from '../words.js';
import { isPlainObject } from '../context-tree.js';
import { flawOfKey, GLOB } from '../schema-key.js';
import { childPointer } from '../merge/json-pointer.js';
import { compileValueSchema, type ValueSchema } from './compile-value-schema.js';
import { isGlob } from './find-rule.js';
import { readRules, schemaPointer } from './read-rules.js';
import { SchemaFlaw } from './schema-flaw.js';
import type { ArtifactRules } from './words.js';

/** Limits of a whole `context_schema`. Its size is that of its JSON text in characters. */
export const MAX_SIZE = 256 * 1024;
const MAX_KEYS = 500;

const MAX_GLOB = 255;

/** Rules ready for use. */
export interface CompiledRules {
  rules: ArtifactRules;
  /** Null where the rules have no JSON Schema. */
  schema: ValueSchema | null;
}

/**
 * Compiles what stands at one key of a `context_schema`. May run for long.
 *
 * @throws SchemaFlaw with a JSON Pointer into it
 */
export function compileRules(given: Json): CompiledRules {
  const rules = readRules(given);
  if (rules.schema === undefined) return { rules, schema: null };
  try {
    return { rules, schema: compileValueSchema(rules.schema) };
  } catch (error) {
    throw error instanceof SchemaFlaw ? error.below(schemaPointer(given)) : error;
  }
}

/** Values that every schema must be able to judge: one that refers to itself on the spot never comes to an end. */
const PROBES: Json[] = [null, true, 0, '', [], {}];

/**
 * Checks a whole `context_schema` before it is saved. May run for long.
 *
 * @throws SchemaFlaw naming the first place that is wrong
 */
export function checkContextSchema(given: Json): void {
  if (given === null) return;
  if (!isPlainObject(given)) throw new SchemaFlaw('', 'must be an object of schema keys');
  const keys = Object.keys(given);
  if (keys.length > MAX_KEYS) throw new SchemaFlaw('', `must not have more than ${MAX_KEYS} keys`);
  if (JSON.stringify(given).length > MAX_SIZE)
    throw new SchemaFlaw('', `must not be longer than ${MAX_SIZE} characters`);
  for (const key of keys) {
    const pointer = childPointer('', key);
    const flaw = flawOfPattern(key);
    if (flaw !== null) throw new SchemaFlaw(pointer, flaw);
    try {
      const { schema } = compileRules(given[key] ?? null);
      for (const probe of PROBES) schema?.accepts(probe);
    } catch (error) {
      if (error instanceof SchemaFlaw) throw error.below(pointer);
      if (error instanceof RangeError) throw new SchemaFlaw(pointer, 'refers to itself without end');
      throw error;
    }
  }
}

function flawOfPattern(key: string): string | null {
  if (!isGlob(key)) return flawOfKey(key);
  if (key.length > MAX_GLOB) return `must not be longer than ${MAX_GLOB} characters`;
  return GLOB.test(key)
    ? null
    : 'must be segments joined by single dots, each of a-z, 0-9, "_", "-" and "*", or "**"';
}
