import { generateJoi, injectFunctionResults, parseFilter, validatePayload } from '@directus/utils';
import type { JsonObject, Version } from '../words.js';
import { LeastRecent } from '../least-recent.js';

type Filter = Parameters<typeof validatePayload>[0];
type Test = (version: Record<string, unknown>) => boolean;

/** A field that a rule asks about and that is missing does not fit, as in a query. */
const OPTIONS = { requireAll: true };

/** Filters that are kept compiled: what takes the time is building them, and each recording asks all of them. */
const MOST_KEPT = 1000;
const compiled = new LeastRecent<Test>(MOST_KEPT);

/**
 * Whether a version fits a filter rule, by the library that Directus itself validates payloads with.
 *
 * @param filter as a policy holds it: structure and operators are checked
 */
export function matchesFilter(filter: JsonObject, version: Version): boolean {
  return testFor(filter)({ ...version });
}

/**
 * Makes a test of a filter, and fails where Directus' library does.
 *
 * @throws whatever that says about a rule it cannot use
 */
export function testFor(filter: JsonObject): Test {
  const text = JSON.stringify(filter);
  // "now" is another moment each time.
  if (text.includes('$NOW')) {
    return (version) => validatePayload(parsed(filter), version, OPTIONS).length === 0;
  }
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const test = compile(parsed(filter));
  compiled.set(text, test);
  return test;
}

/** With dynamic dates filled in, one condition per level, and groups on the outside. */
function parsed(filter: JsonObject): Filter {
  return parseFilter(filter as Filter, null) ?? {};
}

/** {@link validatePayload} in two steps: its rules are built once and asked often. */
function compile(rule: Filter): Test {
  const [operator, parts] = Object.entries(rule)[0] ?? [];
  if (operator === undefined) return () => true;
  if (operator === '_and' || operator === '_or') {
    const tests = (parts as Filter[]).map(compile);
    if (operator === '_and') return (version) => tests.every((test) => test(version));
    return (version) => tests.length === 0 || tests.some((test) => test(version));
  }
  const schema = generateJoi(rule as Parameters<typeof generateJoi>[0], OPTIONS);
  return (version) => schema.validate(injectFunctionResults(version, rule)).error === undefined;
}
