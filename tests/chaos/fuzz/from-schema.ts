import { randomUUID } from 'node:crypto';
import { resolve } from '../../e2e/support-openapi/description.js';
import type { Description } from '../../e2e/support-openapi/description.js';
import type { Draw } from './draw.js';
import { knownFor } from './known.js';
import type { Known } from './known.js';

/** A JSON Schema, or a reference to one. */
export type Schema = Record<string, unknown>;

interface Source {
  draw: Draw;
  known: Known;
  description: Description;
}

const isObject = (node: unknown): node is Schema =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

/**
 * A value for a JSON Schema, for the words of it that our description uses: `$ref`, `anyOf`, `enum`, `type`, `properties`,
 * `required`, `items`, `additionalProperties`, `maxItems`. Where rows are referred to, mostly real ones.
 *
 * @param name of the field that the value is for
 */
export function valueFor(source: Source, schema: Schema, name: string): unknown {
  const { draw, known, description } = source;
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    if (reference.endsWith('/Json') || reference.includes('/__schema')) return draw.json();
    const target = resolve(description, reference);
    return valueFor(source, isObject(target) ? target : {}, name);
  }
  const options = schema['anyOf'];
  if (Array.isArray(options)) return valueFor(source, draw.one(options as Schema[]), name);
  const choices = schema['enum'];
  if (Array.isArray(choices)) return draw.one(choices as unknown[]);
  switch (schema['type']) {
    case 'object':
      return objectFor(source, schema, name);
    case 'array': {
      const items = isObject(schema['items']) ? schema['items'] : {};
      return Array.from({ length: 1 + draw.int(3) }, () => valueFor(source, items, name));
    }
    case 'string':
      return knownFor(known, draw, name) ?? plainText(draw, schema);
    case 'integer':
    case 'number':
      return draw.int(6);
    case 'boolean':
      return draw.one([true, false]);
    case 'null':
      return null;
    default:
      return draw.json();
  }
}

function objectFor(source: Source, schema: Schema, name: string): Record<string, unknown> {
  const { draw, known } = source;
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const made: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(properties)) {
    if (isObject(property) && (required.includes(key) || draw.once(3)))
      made[key] = valueFor(source, property, key);
  }
  const more = schema['additionalProperties'];
  if (isObject(more)) {
    for (let count = draw.int(4); count > 0; count -= 1) {
      const key = name === 'resolutions' ? draw.one(['/number', '/deep/0', '/$files/primary']) : undefined;
      made[key ?? knownFor(known, draw, 'schema_key') ?? 'a'] = valueFor(source, more, name);
    }
  }
  return made;
}

function plainText(draw: Draw, { pattern, format }: Schema): string {
  if (format === 'uuid') return randomUUID();
  if (typeof pattern === 'string' && pattern.includes('\\d')) return String(draw.int(5));
  return draw.text(20);
}
