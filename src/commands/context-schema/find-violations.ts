import type { Knex } from 'knex';
import { checkFiles } from '../../domain/context-schema/check-files.js';
import { checkPresence } from '../../domain/context-schema/check-presence.js';
import type { ValueSchema } from '../../domain/context-schema/compile-value-schema.js';
import type { CompiledRules } from '../../domain/context-schema/read-context-schema.js';
import { SchemaFlaw } from '../../domain/context-schema/schema-flaw.js';
import { MAX_VIOLATIONS, type Violation } from '../../domain/context-schema/words.js';
import type { Json } from '../../domain/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { compiledRules } from './compiled-rules.js';
import { readFacts } from './read-facts.js';
import { TookTooLong, withTimeLimit } from './time-limit.js';

const JUDGE_MS = 1000;
/** For naming all that is wrong, once it is known that something is. */
const EXPLAIN_MS = 250;

/** What is held against the rules. */
export interface JudgedContent {
  /** Left out when only files are looked at. */
  value?: Json | undefined;
  /** Ids of files, asked for only if there are rules about files. */
  files: () => Promise<string[]>;
  /** Whether these are all files that it will have. */
  complete: boolean;
}

/**
 * What is wrong with a version by what stands at its key in the `context_schema`, at most
 * {@link MAX_VIOLATIONS}. What cannot be judged, because the schema is broken or takes too long, is wrong too.
 */
export async function findViolations(
  context: { host: Host; caller: Caller; knex: Knex },
  rule: Json,
  content: JudgedContent,
): Promise<Violation[]> {
  let compiled: CompiledRules;
  try {
    compiled = compiledRules(rule);
  } catch (error) {
    return [unjudgeable(error)];
  }
  const { rules, schema } = compiled;
  const inValue =
    content.value === undefined ? [] : (checkPresence(rules, content.value) ?? judge(schema, content.value));
  if (rules.files === undefined) return inValue;
  const facts = await readFacts(context, await content.files());
  return [...inValue, ...checkFiles(rules.files, facts, content.complete)].slice(0, MAX_VIOLATIONS);
}

function judge(schema: ValueSchema | null, value: Json): Violation[] {
  if (schema === null) return [];
  try {
    if (withTimeLimit(JUDGE_MS, () => schema.accepts(value))) return [];
    try {
      return withTimeLimit(EXPLAIN_MS, () => schema.allFlaws(value));
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      return withTimeLimit(JUDGE_MS, () => schema.firstFlaw(value));
    }
  } catch (error) {
    return [unjudgeable(error)];
  }
}

function unjudgeable(error: unknown): Violation {
  if (error instanceof SchemaFlaw) {
    return { pointer: '', keyword: 'context_schema', message: `cannot be checked: ${error.message}` };
  }
  if (error instanceof TookTooLong || error instanceof RangeError) {
    return { pointer: '', keyword: 'limit', message: 'cannot be checked in time by the schema of this key' };
  }
  throw error;
}
