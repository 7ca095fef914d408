import { z } from 'zod';
import type { Json } from '../words.js';
import { isPlainObject } from '../context-tree.js';
import { childPointer } from '../merge/json-pointer.js';
import { SchemaFlaw } from './schema-flaw.js';
import type { ArtifactRules } from './words.js';

/** What tells rules from a JSON Schema: no keyword of JSON Schema has this name. */
const RULES = 'artifact';

const count = z.int().min(0).max(1000);
const pixels = z.int().min(1).max(1_000_000);

const files = z.strictObject({
  min: count.optional(),
  max: count.optional(),
  mime: z
    .array(
      z
        .string()
        .max(255)
        .regex(/^[a-z0-9.+-]+\/(\*|[a-z0-9.+-]+)$/, 'must be a MIME type such as "image/png" or "image/*"'),
    )
    .min(1)
    .max(50)
    .optional(),
  max_bytes: z.int().min(1).optional(),
  image: z
    .strictObject({
      min_width: pixels.optional(),
      max_width: pixels.optional(),
      min_height: pixels.optional(),
      max_height: pixels.optional(),
      aspect_ratio: z
        .union(
          [z.number().gt(0).max(1000), z.string().regex(/^[1-9]\d{0,5}:[1-9]\d{0,5}$/)],
          'must be a number above 0, or a text such as "16:9"',
        )
        .optional(),
    })
    .optional(),
});

const rules = z.strictObject({
  required: z.boolean().optional(),
  description: z.string().max(2000).optional(),
  schema: z.json().optional(),
  value: z.enum(['required', 'optional', 'none']).optional(),
  files: files.optional(),
});

/** Limits of which the first must not be above the second. */
const RANGES = [
  [['files'], 'min', 'max'],
  [['files', 'image'], 'min_width', 'max_width'],
  [['files', 'image'], 'min_height', 'max_height'],
] as const;

/**
 * Reads what stands at one key of a `context_schema`: an object with the one key `artifact` holds rules, everything
 * else is a JSON Schema for the value. Does not look into the schema.
 *
 * @throws SchemaFlaw with a JSON Pointer into what stands there
 */
export function readRules(given: Json): ArtifactRules {
  if (!isPlainObject(given) || !Object.hasOwn(given, RULES)) return { schema: given };
  const other = Object.keys(given).find((key) => key !== RULES);
  if (other !== undefined) {
    throw new SchemaFlaw(childPointer('', other), `must not stand beside "${RULES}": put it inside`);
  }
  const parsed = rules.safeParse(given[RULES]);
  if (!parsed.success) throw flawOf(parsed.error.issues);
  assertRanges(given[RULES] ?? null);
  return parsed.data;
}

/** Whether what stands at a key has rules about files, without checking any of it. */
export function hasFileRules(given: Json): boolean {
  const inside = isPlainObject(given) ? given[RULES] : undefined;
  return isPlainObject(inside) && Object.hasOwn(inside, 'files');
}

/** Where the JSON Schema of these rules stands inside what they were read from. */
export function schemaPointer(given: Json): string {
  return isPlainObject(given) && Object.hasOwn(given, RULES) ? `/${RULES}/schema` : '';
}

function flawOf([issue]: z.core.$ZodIssue[]): SchemaFlaw {
  if (issue === undefined) throw new Error('A failed validation has an issue');
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const pointer = [...issue.path, ...unknown].reduce<string>(
    (above, step) => childPointer(above, typeof step === 'number' ? step : String(step)),
    `/${RULES}`,
  );
  return new SchemaFlaw(pointer, unknown.length > 0 ? 'is not a rule' : `is wrong: ${issue.message}`);
}

function assertRanges(given: Json): void {
  for (const [path, min, max] of RANGES) {
    const holder = path.reduce<Json | undefined>(
      (node, step) => (isPlainObject(node) ? node[step] : undefined),
      given,
    );
    if (!isPlainObject(holder)) continue;
    if (Number(holder[min] ?? 0) > Number(holder[max] ?? Infinity)) {
      throw new SchemaFlaw(`/${[RULES, ...path, min].join('/')}`, `must not be more than "${max}"`);
    }
  }
}
