import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Json } from '../words.js';
import { isPlainObject } from '../context-tree.js';
import { compilePattern } from './linear-pattern.js';
import { childPointer } from '../merge/json-pointer.js';
import { SchemaFlaw } from './schema-flaw.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Keywords that hold one schema, a list of schemas, or schemas by name. */
const ONE =
  words(`additionalProperties contains contentSchema else if items not propertyNames then unevaluatedItems
  unevaluatedProperties`);
const LIST = words('allOf anyOf oneOf prefixItems');
const NAMED = words('$defs definitions dependentSchemas patternProperties properties');
const PLAIN =
  words(`$anchor $comment $dynamicAnchor $dynamicRef $id $ref $schema const contentEncoding contentMediaType
  default dependentRequired deprecated description enum examples exclusiveMaximum exclusiveMinimum format maxContains
  maxItems maxLength maxProperties maximum minContains minItems minLength minProperties minimum multipleOf pattern
  readOnly required title type uniqueItems writeOnly`);
const KNOWN = new Set([...ONE, ...LIST, ...NAMED, ...PLAIN]);

/** A reference and where it stands. */
export interface Reference {
  pointer: string;
  ref: string;
}

/**
 * Looks at every schema inside a JSON Schema, also at those that nothing refers to, for what the dialect allows and
 * we do not: keywords and formats that nobody knows (mostly typing errors, which would silently allow everything),
 * other dialects, and patterns that cannot be tested in linear time.
 *
 * @returns all references
 * @throws SchemaFlaw for the first that is wrong
 */
export function walkSchema(root: Json): Reference[] {
  const references: Reference[] = [];
  const open: [Json, string][] = [[root, '']];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [schema, pointer] = next;
    if (!isPlainObject(schema)) continue;
    for (const [keyword, content] of Object.entries(schema)) {
      const here = childPointer(pointer, keyword);
      if (!KNOWN.has(keyword)) throw new SchemaFlaw(here, 'is not a keyword of JSON Schema 2020-12');
      checkKeyword(keyword, content, here);
      if (typeof content === 'string' && (keyword === '$ref' || keyword === '$dynamicRef')) {
        references.push({ pointer: here, ref: content });
      }
      for (const [child, step] of schemasIn(keyword, content)) open.push([child, here + step]);
    }
  }
  return references;
}

function checkKeyword(keyword: string, content: Json, pointer: string): void {
  if (keyword === '$schema' && (typeof content !== 'string' || content.replace(/#$/, '') !== DIALECT)) {
    throw new SchemaFlaw(pointer, `must be "${DIALECT}", or be left out`);
  }
  if (keyword === 'format' && typeof content === 'string' && !Object.hasOwn(fullFormats, content)) {
    throw new SchemaFlaw(pointer, `must be one of ${Object.keys(fullFormats).join(', ')}`);
  }
  if (keyword === 'pattern' && typeof content === 'string') at(pointer, () => compilePattern(content));
  if (keyword === 'patternProperties' && isPlainObject(content)) {
    for (const pattern of Object.keys(content)) {
      at(childPointer(pointer, pattern), () => compilePattern(pattern));
    }
  }
}

/** The schemas that a keyword holds, with the pointer of each from there. */
function schemasIn(keyword: string, content: Json): [Json, string][] {
  if (ONE.includes(keyword)) return [[content, '']];
  if (LIST.includes(keyword) && Array.isArray(content)) {
    return content.map((child, index) => [child, childPointer('', index)]);
  }
  if (NAMED.includes(keyword) && isPlainObject(content)) {
    return Object.entries(content).map(([name, child]) => [child, childPointer('', name)]);
  }
  return [];
}

function at<T>(pointer: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SchemaFlaw ? error.below(pointer) : error;
  }
}

function words(text: string): string[] {
  return text.split(/\s+/);
}
