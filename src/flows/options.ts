import { InvalidPayload } from '../errors/index.js';

/** The options of an operation, its templates filled in. */
export type Options = Record<string, unknown>;

/**
 * The options that are filled in, as JSON. Those left empty in the Studio are null or an empty text.
 *
 * @throws InvalidPayload for a template that finds nothing: Directus makes "undefined" of it, and a precondition or a
 *   task that was asked for must not just be missing
 */
export function givenOptions(options: Options): Options {
  const plain = JSON.parse(JSON.stringify(options)) as Options;
  const given = Object.entries(plain).filter(([, value]) => value !== null && value !== '');
  for (const [field, value] of given) {
    const found = Array.isArray(value) ? value : [value];
    if (found.includes('undefined')) {
      throw new InvalidPayload({
        field,
        reason: `"${field}" is a template that finds nothing in the data of this flow`,
      });
    }
  }
  return Object.fromEntries(given);
}

/**
 * The options with each named one read by its reader, where it is given.
 *
 * @throws what the readers throw
 */
export function readOptions(
  given: Options,
  readers: Record<string, (value: unknown, field: string) => unknown>,
): Options {
  return Object.fromEntries(
    Object.entries(given).map(([field, value]) => {
      const reader = readers[field];
      return [field, reader === undefined ? value : reader(value, field)];
    }),
  );
}

/** A list, also of lists (`{{$trigger.body.keys}}` among tags), or texts separated by commas. */
export function list(value: unknown): unknown[] {
  const items: unknown[] = Array.isArray(value) ? value.flat(2) : [value];
  return items
    .flatMap((item) => (typeof item === 'string' ? readText(item) : [item]))
    .filter((item) => item !== '');
}

/** One key, also when it comes as the only one of a list, like the keys of a manual trigger. */
export function single(value: unknown, field: string): unknown {
  if (!Array.isArray(value)) return value;
  const [first, ...more] = list(value);
  if (first !== undefined && more.length === 0) return first;
  throw new InvalidPayload({
    field,
    reason: `"${field}" takes one at a time, not ${value.length}: repeat the operation for each`,
  });
}

/** A number, also as text: a template inside a longer text always makes text. */
export function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
}

/** A switch, also as text. */
export function yesOrNo(value: unknown): unknown {
  return value === 'true' || (value === 'false' ? false : value);
}

/** JSON, also as the text of an object or a list; any other text is a text. */
export function json(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function readText(text: string): unknown[] {
  const parsed = json(text);
  return Array.isArray(parsed) ? list(parsed) : text.split(',').map((part) => part.trim());
}
