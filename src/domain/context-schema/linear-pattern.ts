import { RE2JS } from 're2js';
import { SchemaFlaw } from './schema-flaw.js';

/** A pattern that is tested in time linear in the text. */
export interface LinearPattern {
  test(text: string): boolean;
  /** Different for different patterns: ajv keeps what it has compiled under this name. */
  toString(): string;
}

/** Longest pattern that is compiled. */
const MAX_LENGTH = 1000;

/**
 * Compiles a `pattern` with RE2 (Cox, "Regular Expression Matching in the Wild", 2010): no backtracking, so that no
 * pattern can keep the server busy. What RE2 cannot do in linear time (looking around, back-references, more than
 * 1,000 repetitions) is refused, and so is what would mean something else than in JSON Schema (ECMA-262, flag `u`).
 *
 * @throws SchemaFlaw
 */
export function compilePattern(pattern: string): LinearPattern {
  if (pattern.length > MAX_LENGTH)
    throw new SchemaFlaw('', `must not be longer than ${MAX_LENGTH} characters`);
  try {
    // Of what both read, only this means different things.
    if (/\[\^?\[:/.test(pattern)) throw new SyntaxError('Invalid character class');
    new RegExp(pattern, 'u');
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    return { test: (text) => compiled.test(text), toString: () => `linear:${pattern}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SchemaFlaw(
      '',
      `must be a regular expression without lookaround, back-references and repetitions above 1000 (${reason.slice(0, 200)})`,
    );
  }
}
