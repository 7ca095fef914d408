import serialize from 'canonicalize';
import { InvalidPayload } from '../errors/index.js';
import type { Json } from './words.js';

/** Deepest nesting of arrays and objects that is stored; a value beyond it is refused. */
export const MAX_DEPTH = 100;

/**
 * Canonical JSON (RFC 8785): equal values give equal text, whatever order their keys came in.
 *
 * @throws Error for what JSON cannot express (NaN, lone surrogates, cycles); `assertStorableJson` comes before.
 */
export function canonicalize(value: Json): string {
  const text = serialize(value);
  if (text === undefined) throw new TypeError('Only JSON values have a canonical form.');
  return text;
}

/** True if both are the same JSON value. Text that has no canonical form equals nothing, not even itself. */
export function sameJson(a: Json, b: Json): boolean {
  try {
    return canonicalize(a) === canonicalize(b);
  } catch {
    return false;
  }
}

/** Where a value sits: its key inside its parent, up to the field. Joined to a path only to report an error. */
interface Place {
  key: string | number;
  parent: Place | null;
  depth: number;
}

/**
 * Refuses whatever one of the two databases could not store and return unchanged: U+0000 (jsonb refuses it),
 * lone surrogates, own `__proto__` keys (SQLite's reader drops them), what JSON cannot express, and nesting
 * deeper than {@link MAX_DEPTH}.
 *
 * @param field name of the field that holds the value, for the message
 * @throws InvalidPayload naming the field, and the path inside it
 */
export function assertStorableJson(value: unknown, field: string): asserts value is Json {
  // A list of containers left to look at instead of recursion: 50,000 levels must be a 400, not a stack overflow.
  const open: { container: object; place: Place }[] = [];
  const check = (child: unknown, place: Place): void => {
    if (typeof child === 'object' && child !== null) open.push({ container: child, place });
    else assertStorableScalar(child, place);
  };
  check(value, { key: field, parent: null, depth: 0 });
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { container, place: parent } = next;
    const depth = parent.depth + 1;
    if (depth > MAX_DEPTH) refuse(parent, `is nested deeper than ${MAX_DEPTH} levels`);
    if (Array.isArray(container)) {
      const items: unknown[] = container;
      for (const [key, item] of items.entries()) check(item, { key, parent, depth });
    } else {
      assertPlainObject(container, parent);
      for (const key of Object.keys(container)) {
        const place = { key, parent, depth };
        assertStorableKey(key, place);
        check(container[key], place);
      }
    }
  }
}

/**
 * Refuses text that one of the two databases could not store: U+0000 and lone surrogates.
 *
 * @throws InvalidPayload naming the field
 */
export function assertStorableText(value: string, field: string): void {
  assertStorableScalar(value, { key: field, parent: null, depth: 0 });
}

/**
 * Checks a request body like {@link assertStorableJson}, each of its fields for itself, so that a refusal names
 * the field that was sent; of a list, the fields of each item.
 *
 * @throws InvalidPayload naming the field
 */
export function assertStorableBody(body: unknown): void {
  const items: unknown[] = Array.isArray(body) ? body : [body];
  for (const item of items) {
    if (typeof item !== 'object' || item === null) continue;
    for (const [field, value] of Object.entries(item) as [string, unknown][]) {
      assertStorableKey(field, { key: field, parent: { key: 'body', parent: null, depth: 0 }, depth: 1 });
      assertStorableJson(value, field);
    }
  }
}

function assertPlainObject(container: object, place: Place): asserts container is Record<string, unknown> {
  // By tag, not by prototype: GraphQL makes objects without one, scripts of Flows come from another realm.
  const tag = Object.prototype.toString.call(container);
  const isPlain =
    tag === '[object Object]' && !('toJSON' in container && typeof container.toJSON === 'function');
  if (!isPlain) refuse(place, 'is not a plain JSON object');
}

function assertStorableKey(key: string, place: Place): void {
  const flaw = key === '__proto__' ? 'this name' : textFlaw(key);
  if (flaw !== null) refuse(place, `is a key with ${flaw}, which cannot be stored`);
}

function assertStorableScalar(value: unknown, place: Place): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(place, 'is not a finite number');
  } else if (typeof value === 'string') {
    const flaw = textFlaw(value);
    if (flaw !== null) refuse(place, `contains ${flaw}, which cannot be stored`);
  } else {
    refuse(place, 'is not a JSON value');
  }
}

function textFlaw(text: string): string | null {
  if (text.includes('\u0000')) return 'the character U+0000';
  // With the u flag, whole pairs are one character and only halves are left to match.
  if (/\p{Surrogate}/u.test(text)) return 'half of a surrogate pair';
  return null;
}

function refuse(place: Place, flaw: string): never {
  const steps: string[] = [];
  let top = place;
  for (; top.parent !== null; top = top.parent) steps.unshift(step(top.key));
  const field = String(top.key);
  throw new InvalidPayload({ field, reason: `"${field}${steps.join('')}" ${flaw}` });
}

/** One step of a path for reading: `.name`, `[3]`, or an escaped and shortened `["…"]` for anything unusual. */
function step(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_]\w{0,63}$/.test(key) ? `.${key}` : `[${JSON.stringify(key.slice(0, 64))}]`;
}
