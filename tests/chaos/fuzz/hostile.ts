import { randomUUID } from 'node:crypto';
import type { Draw } from './draw.js';
import { HOSTILE_TEXTS } from './hostile-texts.js';

/** JSON that JSON.stringify does not write: {@link writeJson} puts the text there as it is. */
const raw = (text: string): string => `@raw(${text})`;
const RAW = /"@raw\(([^)"]*)\)"/g;

/** The JSON text of a value, with what only a hand-made client sends. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(RAW, '$1');
}

const NUMBERS = [0, -1, 1, 1.5, 101, 2 ** 31, -(2 ** 31), 2 ** 53, 1e21, 1e308, 5e-324].map(
  (number): unknown => number,
);
const RAW_NUMBERS = ['1e400', '-1e400', '-0', '9007199254740993', '1e-400', '0.1e1'].map(raw);

/** Objects that are more than their keys to whoever is careless. */
const OBJECTS = [
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"toString":1,"valueOf":1,"hasOwnProperty":1,"toJSON":1,"length":3,"then":1}',
  '{"":"","a":{"":[]}}',
  '{"id":1}',
  '{"id":{"id":{}}}',
  '{"_or":[{}]}',
  '{"create":[],"update":[],"delete":[]}',
  '{"create":[{}],"update":[{"id":null}],"delete":[null]}',
  '{"create":1,"update":{},"delete":"x"}',
  '[[[[]]]]',
  '[null]',
  '[{}]',
  '[]',
  '{}',
].map((text): unknown => JSON.parse(text));

/** A value that no field wants. The large ones are rare, because they take their time. */
function hostileValue(draw: Draw): unknown {
  switch (draw.int(14)) {
    case 0:
      return null;
    case 1:
      return draw.one([true, false]);
    case 2:
      return draw.one([...NUMBERS, ...RAW_NUMBERS]);
    case 3:
    case 4:
      return draw.one(OBJECTS);
    case 5:
      return draw.json();
    case 6:
      return draw.text(60);
    case 7:
      return randomUUID();
    case 8:
      return draw.once(4) ? enormous(draw) : draw.one(OBJECTS);
    default:
      return draw.one(HOSTILE_TEXTS);
  }
}

function enormous(draw: Draw): unknown {
  const size = draw.one([50, 101, 1000, 10_000]);
  switch (draw.int(4)) {
    case 0:
      return Array.from({ length: size }, (_, index) => index);
    case 1:
      return Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, index]));
    case 2:
      // Raw, because JSON.stringify would overflow its own stack long before the server's.
      return raw('['.repeat(size) + ']'.repeat(size));
    default:
      return 'x'.repeat(size * 20);
  }
}

/** The value with one thing wrong somewhere in it. Its parts are copied, not changed. */
export function spoil(draw: Draw, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || draw.once(6)) return hostileValue(draw);
  if (Array.isArray(value)) {
    const items: unknown[] = [...(value as unknown[])];
    const index = draw.int(Math.max(items.length, 1));
    if (draw.once(5)) return [...items, ...items];
    if (draw.once(5)) items.splice(index, 1);
    else items[index] = spoil(draw, items[index]);
    return items;
  }
  const entries = Object.entries(value) as [string, unknown][];
  const index = draw.int(Math.max(entries.length, 1));
  const [key, inner] = entries[index] ?? ['a', null];
  switch (draw.int(6)) {
    case 0:
      entries.splice(index, 1);
      break;
    case 1:
      entries.push([draw.one([...HOSTILE_TEXTS.filter((text) => text.length < 40), 'id', 'status']), inner]);
      break;
    default:
      entries[index] = [key, spoil(draw, inner)];
  }
  return fromEntries(entries);
}

/** Also with an own `__proto__`, which an assignment would swallow. */
function fromEntries(entries: [string, unknown][]): object {
  const made = {};
  for (const [key, value] of entries)
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  return made;
}
