import { InvalidPayload } from '../../errors/index.js';
import { isPlainObject } from '../context-tree.js';
import type { Json, JsonObject } from '../words.js';
import { testFor } from './match-filter.js';

const MOST_CHARACTERS = 20_000;
const MOST_LEVELS = 20;

/** What of a version a filter may ask about. Rows of other collections are not at hand when a version is recorded. */
const FIELDS = new Set([
  'id',
  'project_id',
  'schema_key',
  'version_number',
  'status',
  'value',
  'primary_file_id',
  'source_task_id',
  'execution_id',
  'summary',
  'content_hash',
  'parent_id',
  'parent_hash',
  'merge_parent_id',
  'change_origin',
  'lineage_depth',
  'generation',
  'callback_url',
  'date_created',
  'user_created',
]);

/** All that Directus' library knows, but patterns: one of those can take hours, and everybody waits for it. */
const OPERATORS = new Set(
  (
    'eq neq lt lte gt gte in nin null nnull empty nempty between nbetween contains ncontains icontains ' +
    'starts_with nstarts_with istarts_with nistarts_with ends_with nends_with iends_with niends_with'
  )
    .split(' ')
    .map((name) => `_${name}`),
);
const LISTS = new Set(['_in', '_nin', '_between', '_nbetween']);

/**
 * Checks a filter rule when a policy is saved: later there would be nobody who could put it right.
 *
 * @throws InvalidPayload for the field `filter`
 */
export function checkFilter(filter: Json): JsonObject | null {
  if (filter === null) return null;
  if (!isPlainObject(filter)) throw wrong('must be a filter rule of Directus, an object');
  if (JSON.stringify(filter).length > MOST_CHARACTERS) {
    throw wrong(`must not have more than ${MOST_CHARACTERS} characters`);
  }
  checkRule(filter, 0);
  try {
    testFor(filter);
  } catch (error) {
    throw wrong(`cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
  return Object.keys(filter).length === 0 ? null : filter;
}

function checkRule(rule: Json, level: number): void {
  if (!isPlainObject(rule)) throw wrong('has something other than an object where a rule should be');
  if (level > MOST_LEVELS) throw wrong(`must not be more than ${MOST_LEVELS} levels deep`);
  for (const [name, inner] of Object.entries(rule)) {
    if (name === '_and' || name === '_or') {
      if (!Array.isArray(inner)) throw wrong(`needs a list of rules at "${name}"`);
      for (const part of inner) checkRule(part, level + 1);
      continue;
    }
    const field = /^[a-z]+\((\w+)\)$/.exec(name)?.[1] ?? name;
    if (!FIELDS.has(field)) {
      throw wrong(`asks about "${name}"; it may ask about ${[...FIELDS].join(', ')}`);
    }
    checkCondition(name, inner, { nested: field === 'value', level: level + 1 });
  }
}

/** Below a field: operators, or, in a value, the keys on the way to them. */
function checkCondition(name: string, condition: Json, at: { nested: boolean; level: number }): void {
  if (!isPlainObject(condition) || Object.keys(condition).length === 0) {
    throw wrong(`needs an operator at "${name}", such as {"_eq": …}`);
  }
  if (at.level > MOST_LEVELS) throw wrong(`must not be more than ${MOST_LEVELS} levels deep`);
  for (const [operator, operand] of Object.entries(condition)) {
    if (!operator.startsWith('_')) {
      if (!at.nested) throw wrong(`follows "${name}" to another collection, which it may not`);
      checkCondition(`${name}.${operator}`, operand, { ...at, level: at.level + 1 });
    } else if (!OPERATORS.has(operator)) {
      throw wrong(`has the operator "${operator}", which policies do not know`);
    } else {
      checkOperand(operator, operand);
    }
  }
}

function checkOperand(operator: string, operand: Json): void {
  const operands = LISTS.has(operator) ? operand : [operand];
  if (!Array.isArray(operands)) throw wrong(`needs a list at "${operator}"`);
  if (operator.endsWith('between') && operands.length !== 2) throw wrong(`needs two ends at "${operator}"`);
  for (const one of operands) {
    if (typeof one === 'object' && one !== null) throw wrong(`compares with a plain value at "${operator}"`);
    if (typeof one === 'string' && /^\$(?!NOW)/.test(one)) {
      throw wrong(`compares with "${one}"; of the dynamic values only $NOW has a meaning here`);
    }
  }
}

function wrong(flaw: string): Error {
  return new InvalidPayload({ field: 'filter', reason: `"filter" ${flaw}` });
}
